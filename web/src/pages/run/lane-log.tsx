import { strings } from '../../strings.ts'
import { useLane } from './run-context.ts'
import { useTail } from './use-tail.ts'

/** What the agent printed beside its events, and where lines are missing. */
export function LaneLog({ index }: { readonly index: number }) {
  const log = useLane(index, (lane) => lane.log)
  const { box, onScroll } = useTail<HTMLDivElement>(log)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <div ref={box} tabIndex={0} class="h-full overflow-y-auto px-4 pt-1.5 pb-2 -outline-offset-2" onScroll={onScroll}>
      {log.length === 0 && <p class="text-[0.8125rem] text-soft italic">{strings.lane.noLog}</p>}
      {log.map((entry, line) =>
        'text' in entry ? (
          <p key={line} class="font-mono text-xs leading-4.5 break-all whitespace-pre-wrap">
            {entry.text}
          </p>
        ) : (
          <p key={line} class="my-1 border-y border-dashed border-warn py-0.5 text-center text-xs text-warn">
            {strings.lane.gap(entry.gap.lines, entry.gap.why)}
          </p>
        ),
      )}
    </div>
  )
}
