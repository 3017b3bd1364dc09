import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { strings } from '../../strings.ts'
import { LaneDetails } from './lane-details.tsx'
import { LaneLog } from './lane-log.tsx'
import { LaneThoughts } from './lane-thoughts.tsx'
import { useLane } from './run-context.ts'

const tabs = ['thoughts', 'log', 'details'] as const
type Tab = (typeof tabs)[number]

/** Three views in one place of fixed height: what it thinks, what it prints, where it runs. */
export function LaneFeed({ index }: { readonly index: number }) {
  const shown = useSignal<Tab>('thoughts')
  const bar = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    event.stopPropagation()
    const next = (tabs.indexOf(shown.value) + step + tabs.length) % tabs.length
    shown.value = tabs[next] ?? 'thoughts'
    bar.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus()
  }
  return (
    <div class="border-t border-line">
      <div
        ref={bar}
        role="tablist"
        aria-label={strings.lane.details}
        class="flex h-9 gap-1 px-3 pt-1 pointer-coarse:h-12"
        onKeyDown={onKeyDown}
      >
        {tabs.map((tab) => (
          <TabButton
            key={tab}
            id={`lane-${index}-${tab}`}
            tab={tab}
            index={index}
            isShown={shown.value === tab}
            onShow={() => {
              shown.value = tab
            }}
          />
        ))}
      </div>
      <div role="tabpanel" aria-labelledby={`lane-${index}-${shown.value}`} class="h-34">
        {shown.value === 'thoughts' && <LaneThoughts index={index} />}
        {shown.value === 'log' && <LaneLog index={index} />}
        {shown.value === 'details' && <LaneDetails index={index} />}
      </div>
    </div>
  )
}

interface TabButtonProps {
  readonly id: string
  readonly tab: Tab
  readonly index: number
  readonly isShown: boolean
  readonly onShow: () => void
}

function TabButton({ id, tab, index, isShown, onShow }: TabButtonProps) {
  const logLength = useLane(index, (lane) => (tab === 'log' ? lane.log.length : 0))
  return (
    <button
      type="button"
      role="tab"
      id={id}
      aria-selected={isShown}
      tabIndex={isShown ? 0 : -1}
      class={`rounded-full px-2.5 text-xs font-semibold ${isShown ? 'bg-mist text-ink' : 'text-soft hover:text-ink'}`}
      onClick={onShow}
    >
      {strings.lane[tab]}
      {logLength > 0 && ` ${logLength}`}
    </button>
  )
}
