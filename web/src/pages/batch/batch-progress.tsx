import type { BatchRowState, RequestCounts } from '#contract/batch.ts'
import { batchStrings } from '../../batch-strings.ts'
import { formatNumber } from '../../format.ts'

/** In the order of the bar: what is sure stands first. */
const states: readonly (readonly [BatchRowState, string, string])[] = [
  ['succeeded', 'fill-good', 'bg-good'],
  ['partial', 'fill-warn', 'bg-warn'],
  ['failed', 'fill-bad', 'bg-bad'],
  ['cancelled', 'fill-edge', 'bg-edge'],
  ['running', 'fill-lagoon', 'bg-lagoon'],
  ['queued', 'fill-mist', 'bg-mist'],
]

/** How the rows stand: a bar for the eye, and the same in numbers. */
export function BatchProgress({ counts }: { readonly counts: RequestCounts }) {
  const parts = states.map(([state, fill, dot]) => ({ state, fill, dot, count: counts[state] }))
  const shown = parts.filter(({ count }) => count > 0)
  let from = 0
  return (
    <figure aria-label={batchStrings.page.progress}>
      <svg
        viewBox={`0 0 ${Math.max(1, counts.total)} 1`}
        preserveAspectRatio="none"
        class="block h-2.5 w-full overflow-hidden rounded-full bg-mist"
        aria-hidden="true"
      >
        {shown.map(({ state, fill, count }) => {
          const x = from
          from += count
          return <rect key={state} x={x} y="0" width={count} height="1" class={fill} />
        })}
      </svg>
      <ul class="mt-3 flex flex-wrap gap-x-5 gap-y-1 text-sm">
        {shown.map(({ state, dot, count }) => (
          <li key={state} class="flex items-center gap-2">
            <span aria-hidden="true" class={`size-2.5 rounded-full border border-edge ${dot}`} />
            <span class="text-soft">{batchStrings.rowStates[state]}</span>
            <span class="font-semibold tabular-nums">{formatNumber(count)}</span>
          </li>
        ))}
      </ul>
    </figure>
  )
}
