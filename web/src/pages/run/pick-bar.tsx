import { useRef } from 'preact/hooks'
import { Icon } from '../../components/icon.tsx'
import { strings } from '../../strings.ts'
import { useRun, useRunPage } from './run-context.ts'

/** What is picked, or how to pick. Always there and of one height, so that a pick moves nothing. */
export function PickBar() {
  const pick = useRun((run) => run.pick)
  const count = useRun((run) => run.lanes.length)
  return (
    <section
      aria-label={strings.run.yourPick}
      class="mb-2 flex min-h-[5.75rem] sm:min-h-13 flex-wrap items-center gap-x-4 gap-y-1 border-y border-line py-1 text-sm"
    >
      {pick ? (
        <Picked key={pick.variation} variation={pick.variation} note={pick.note} />
      ) : (
        <p class="text-soft">
          {strings.run.noPick}
          <span class="pointer-coarse:hidden">{strings.run.pickKeys(count)}</span>.
        </p>
      )}
    </section>
  )
}

interface PickedProps {
  readonly variation: number
  readonly note: string | null
}

function Picked({ variation, note }: PickedProps) {
  const { actions } = useRunPage()
  const input = useRef<HTMLInputElement>(null)
  const name = useRun((run) => run.lanes[variation]?.design?.name ?? strings.picture.noDesign, variation)
  const save = () => {
    const text = input.current?.value.trim() ?? ''
    if (text !== (note ?? '')) void actions.pick(variation, text)
  }
  return (
    <>
      <p class="flex items-center gap-2 font-semibold text-coral">
        <Icon name="heart" />
        {strings.run.yourPick}:
        <a href={`#lane-${variation}`} class="rounded font-serif text-base text-ink underline-offset-4 hover:underline">
          {name}
        </a>
      </p>
      <form
        class="min-w-52 flex-1"
        onSubmit={(event) => {
          event.preventDefault()
          input.current?.blur()
        }}
      >
        <input
          ref={input}
          class="w-full max-w-xl rounded-lg border border-edge bg-surface px-3 py-1.5 placeholder:text-soft pointer-coarse:min-h-11"
          aria-label={strings.run.note}
          placeholder={strings.run.notePlaceholder}
          maxLength={500}
          defaultValue={note ?? ''}
          onBlur={save}
        />
      </form>
      <button type="button" class="button button-bare ml-auto" onClick={() => void actions.removePick()}>
        {strings.run.removePick}
      </button>
    </>
  )
}
