import type { RunEvent } from '#contract/event.ts'
import { oneLine } from '../text.ts'
import { count, duration, size } from '../words.ts'

/** An event in words, on one line; null for what says nothing to a reader of lines. */
export function eventWords(event: RunEvent): string | null {
  switch (event.type) {
    case 'run-start':
      return `run starts with ${count(event.data.variations.length, 'variation')}: ${oneLine(event.data.brief)}`
    case 'attempt-queue':
      return event.data.cause === 'first' ? 'queued' : `attempt ${event.attempt} queued (${event.data.cause})`
    case 'attempt-wait':
      return event.data.reason === null ? 'waits no more' : `waits: ${oneLine(event.data.message)}`
    case 'attempt-start':
      return `at work: ${oneLine(event.data.where.text)}`
    case 'attempt-cancel':
      return 'is being cancelled'
    case 'step-start':
      return `${event.data.step}${passOf(event.data.pass)} …`
    case 'step-end':
      return `${event.data.step}${passOf(event.data.pass)} took ${duration(event.data.ms)}`
    case 'design':
      return `designed “${oneLine(event.data.design.name)}”: ${oneLine(event.data.design.story)}`
    case 'artifact':
      return `${event.data.kind} ${event.data.width} x ${event.data.height}, ${size(event.data.bytes)}: ${event.data.id}`
    case 'usage':
      return `used ${event.data.model}: ${event.data.inputTokens ?? '?'} + ${event.data.outputTokens ?? '?'} tokens`
    case 'log':
      return `log: ${oneLine(event.data.text)}`
    case 'log-gap':
      return `log: ${event.data.lines ?? 'some'} lines are missing (${event.data.why})`
    case 'attempt-end':
      return [event.data.outcome, event.data.message]
        .filter((part) => part !== undefined)
        .map(oneLine)
        .join(': ')
    case 'run-end':
      return `run has ${endWord(event.data.outcome)}`
    case 'pick':
      return event.data.variation === null ? 'the pick was taken back' : `picked variation ${event.data.variation}`
    default:
      return null
  }
}

/** `partial` is no verb. */
export function endWord(outcome: string): string {
  switch (outcome) {
    case 'partial':
      return 'partly succeeded'
    case 'cancelled':
      return 'been cancelled'
    default:
      return outcome
  }
}

function passOf(pass: number): string {
  return pass > 1 ? ` ${pass}` : ''
}
