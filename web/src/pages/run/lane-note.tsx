import type { Wait } from '#contract/api.ts'
import type { EventData } from '#contract/event.ts'
import { modelStrings } from '../../model-strings.ts'
import { strings } from '../../strings.ts'
import { BackendLine } from './backend-line.tsx'
import { useLane } from './run-context.ts'

/** At the foot of the picture: what the lane waits for, else how far the rendering is. */
export function LaneNote({ index }: { readonly index: number }) {
  const wait = useLane(index, (lane) => lane.wait)
  const progress = useLane(index, (lane) => lane.progress)
  if (wait) return <WaitNote index={index} />
  return progress ? <ProgressNote index={index} progress={progress} /> : null
}

const plate = 'pointer-events-none absolute inset-x-3 bottom-3 rounded-xl bg-surface px-3.5 py-2.5 text-sm shadow-plate'

function WaitNote({ index }: { readonly index: number }) {
  const wait = useLane(index, (lane) => lane.wait)
  if (!wait) return null
  const { reason, position, message } = wait
  const title = strings.waits[reason]
  // Runners say it in their own words too: nothing is to be read twice.
  const isSaid = position === undefined || message.includes(String(position))
  const text = wordsFor(wait, message.replace(`${title}: `, ''))
  return (
    <div class={plate}>
      <p class="font-semibold">
        {title}
        {!isSaid && <span class="font-normal text-soft">, {strings.lane.position(position)}</span>}
      </p>
      {text && <p class="clamp-3 text-soft first-letter:uppercase">{text}</p>}
      <BackendLine index={index} reason={reason} />
    </div>
  )
}

/** The server names the call that raises a budget; on the page a field does. */
function wordsFor({ reason, budget }: Wait, message: string): string {
  if (reason === 'budget' && budget?.of !== 'day') return modelStrings.budget.laneHint
  return message.trim() || (modelStrings.waitHints[reason] ?? '')
}

function ProgressNote({ index, progress }: { readonly index: number; readonly progress: EventData<'image-progress'> }) {
  const { value, max } = progress
  return (
    <div class={plate}>
      <p class="flex justify-between gap-3">
        <span class="font-semibold">{modelStrings.progress.rendering}</span>
        <span class="text-soft tabular-nums">{modelStrings.progress.step(value, max)}</span>
      </p>
      <progress class="meter mt-1.5" aria-label={modelStrings.progress.label(index)} value={value} max={max} />
    </div>
  )
}
