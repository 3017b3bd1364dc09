import type { RunEvent } from '#contract/event.ts'
import { failureTexts } from '#contract/failure-texts.ts'
import { announce } from '../../components/announcer.tsx'
import { modelStrings } from '../../model-strings.ts'
import type { RunState } from '../../run/run-state.ts'
import { strings } from '../../strings.ts'

/** Says what matters of some events to screen readers: ends and picks, not every thought. */
export function announceEvents(events: readonly RunEvent[], run: RunState): void {
  const sentences = events.flatMap((event) => sentenceFor(event, run) ?? [])
  if (sentences.length > 0) announce(sentences.join(' '))
}

function sentenceFor(event: RunEvent, run: RunState): string | null {
  if (event.type === 'attempt-end' && event.variation !== null) return laneEnd(event.variation, event.data, run)
  if (event.type === 'attempt-wait' && event.variation !== null && event.data.reason === 'budget')
    return modelStrings.budget.announced(event.variation)
  if (event.type === 'run-end') return strings.announce.ended(strings.runStates[event.data.outcome])
  if (event.type !== 'pick') return null
  const { variation } = event.data
  return variation === null ? strings.announce.unpicked : strings.announce.picked(variation, nameOf(run, variation))
}

function laneEnd(index: number, data: Extract<RunEvent, { type: 'attempt-end' }>['data'], run: RunState): string {
  if (data.outcome === 'succeeded') return strings.announce.done(index, nameOf(run, index))
  if (data.outcome === 'cancelled') return strings.announce.cancelled(index)
  // what the lane shows, and all there is to hear where the wait before came with the page itself
  if (data.reason === 'budget') return modelStrings.budget.announced(index)
  return strings.announce.failed(index, data.reason ? failureTexts[data.reason].sentence : '')
}

const nameOf = (run: RunState, index: number) => run.lanes[index]?.design?.name ?? strings.picture.noDesign
