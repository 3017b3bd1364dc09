import type { RunEvent } from '#contract/event.ts'
import { failureTexts } from '#contract/failure-texts.ts'
import { announce } from '../../components/announcer.tsx'
import { modelStrings } from '../../model-strings.ts'
import type { RunState } from '../../run/run-state.ts'
import { strings } from '../../strings.ts'

/** Says what matters of some events to screen readers: ends and picks, not every thought. Made once for a page. */
export function createEventAnnouncer(): (events: readonly RunEvent[], run: RunState) => void {
  // an attempt waits for a budget, is told new numbers, and gives up: to a listener that is one thing, and said once
  const parked = new Set<string>()

  function sentenceFor(event: RunEvent, run: RunState): string | null {
    const { variation: index } = event
    if (index !== null && isForBudget(event)) {
      const key = `${index} ${event.attempt}`
      if (parked.has(key)) return null
      parked.add(key)
      return modelStrings.budget.announced(index)
    }
    if (event.type === 'attempt-end' && index !== null) return laneEnd(index, event.data, run)
    if (event.type === 'run-end') return strings.announce.ended(strings.runStates[event.data.outcome])
    if (event.type !== 'pick') return null
    const { variation } = event.data
    return variation === null ? strings.announce.unpicked : strings.announce.picked(variation, nameOf(run, variation))
  }

  return (events, run) => {
    const sentences = events.flatMap((event) => sentenceFor(event, run) ?? [])
    if (sentences.length > 0) announce(sentences.join(' '))
  }
}

const isForBudget = (event: RunEvent) =>
  (event.type === 'attempt-wait' || event.type === 'attempt-end') && event.data.reason === 'budget'

function laneEnd(index: number, data: Extract<RunEvent, { type: 'attempt-end' }>['data'], run: RunState): string {
  if (data.outcome === 'succeeded') return strings.announce.done(index, nameOf(run, index))
  if (data.outcome === 'cancelled') return strings.announce.cancelled(index)
  return strings.announce.failed(index, data.reason ? failureTexts[data.reason].sentence : '')
}

const nameOf = (run: RunState, index: number) => run.lanes[index]?.design?.name ?? strings.picture.noDesign
