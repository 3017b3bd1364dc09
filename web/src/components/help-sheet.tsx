import { useEffect } from 'preact/hooks'
import { strings } from '../strings.ts'
import { Dialog } from './dialog.tsx'
import { Icon } from './icon.tsx'
import { isHelpOpen, isShortcut, isSingleKeyOn, pageKeys, setSingleKeys } from './shortcuts.ts'

const close = () => {
  isHelpOpen.value = false
}

/** Lists the keys; `?` opens it on every page. */
export function HelpSheet() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === '?' && isShortcut(event)) isHelpOpen.value = true
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  return isHelpOpen.value ? <Sheet /> : null
}

/** The sheet itself and Esc: the last of the list, and the same everywhere. */
const COMMON_KEYS = 2

function Sheet() {
  const own = pageKeys.value
  const keys = own === null ? strings.help.keys : [...own, ...strings.help.keys.slice(-COMMON_KEYS)]
  return (
    <Dialog labelledBy="help-heading" class="w-[30rem]" onClose={close}>
      <div class="p-7">
        <header class="mb-4 flex items-center justify-between">
          <h2 id="help-heading" class="font-serif text-2xl">
            {strings.help.heading}
          </h2>
          <button type="button" class="button button-bare px-2.5" aria-label={strings.help.close} onClick={close}>
            <Icon name="cross" />
          </button>
        </header>
        <dl class="grid grid-cols-[auto_1fr] items-center gap-x-5 gap-y-2.5 text-sm">
          {keys.map(([names, what]) => (
            <div key={what} class="contents">
              <dt class="flex justify-end gap-1">
                {names.map((key) => (
                  <Key key={key} name={key} />
                ))}
              </dt>
              <dd class="text-soft">{what}</dd>
            </div>
          ))}
        </dl>
        <label class="mt-6 flex items-center gap-3 border-t border-line pt-5 text-sm">
          <input
            type="checkbox"
            class="size-4"
            checked={isSingleKeyOn.value}
            onChange={(event) => setSingleKeys(event.currentTarget.checked)}
          />
          {strings.help.single}
        </label>
        <a href="/doctor" class="mt-4 inline-block text-sm text-soft underline underline-offset-2" onClick={close}>
          {strings.help.doctor}
        </a>
      </div>
    </Dialog>
  )
}

function Key({ name }: { readonly name: string }) {
  if (name === '…') return <span aria-hidden="true">…</span>
  return (
    <kbd class="min-w-7 rounded-lg border border-b-2 border-edge bg-sunken px-1.5 py-0.5 text-center font-mono text-xs">
      {name}
    </kbd>
  )
}
