import { z } from 'zod'
import { Id } from '#contract/ids.ts'
import type { AttemptRef } from '../runner.ts'

/** The container of a pod that runs the agent. */
export const AGENT_CONTAINER = 'agent'

export const labelKeys = {
  name: 'app.kubernetes.io/name',
  installation: 'axoloom.dev/installation',
  run: 'axoloom.dev/run',
  variation: 'axoloom.dev/variation',
  attempt: 'axoloom.dev/attempt',
} as const

const APP_NAME = 'axoloom-agent'
const PROBE_NAME = 'axoloom-probe'
const ATTEMPT_ID = 'axoloom.dev/attempt-id'

/** The same for every launch of an attempt, so that a second create is refused; at most 52 characters (a pod's suffix follows). */
export function jobName({ runId, variation, attempt }: AttemptRef): string {
  return `axoloom-${runId}-v${variation}-a${attempt}`
}

/** Labels of an attempt's job and pod. */
export function labelsOf({ runId, variation, attempt }: AttemptRef, installation: string): Record<string, string> {
  return {
    [labelKeys.name]: APP_NAME,
    [labelKeys.installation]: installation,
    [labelKeys.run]: runId,
    [labelKeys.variation]: String(variation),
    [labelKeys.attempt]: String(attempt),
  }
}

/** Annotations of an attempt's job and pod. */
export function annotationsOf({ attemptId }: AttemptRef): Record<string, string> {
  return { [ATTEMPT_ID]: attemptId }
}

/** What of a namespace is this installation's: another one's is never seen, so never touched. */
export function selectorOf(installation: string): string {
  return `${labelKeys.name}=${APP_NAME},${labelKeys.installation}=${installation}`
}

/** Labels of the pod that tries the network at the start, and of its job. */
export function probeLabels(installation: string): Record<string, string> {
  return { [labelKeys.name]: PROBE_NAME, [labelKeys.installation]: installation }
}

export function probeSelector(installation: string): string {
  return `${labelKeys.name}=${PROBE_NAME},${labelKeys.installation}=${installation}`
}

const Whole = z.string().regex(/^\d+$/).transform(Number)
const Marks = z.object({
  [labelKeys.run]: Id,
  [labelKeys.variation]: Whole,
  [labelKeys.attempt]: Whole,
  [ATTEMPT_ID]: Id,
})

/** The attempt that a job or pod is marked with; null when the marks are not ours or were changed by hand. */
export function readRef(
  metadata: { labels?: Record<string, string>; annotations?: Record<string, string> } | undefined,
): AttemptRef | null {
  const marks = Marks.safeParse({ ...metadata?.annotations, ...metadata?.labels })
  if (!marks.success) return null
  return {
    attemptId: marks.data[ATTEMPT_ID],
    runId: marks.data[labelKeys.run],
    variation: marks.data[labelKeys.variation],
    attempt: marks.data[labelKeys.attempt],
  }
}
