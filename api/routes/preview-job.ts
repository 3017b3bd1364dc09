import { ulid } from 'ulid'

/** The first attempt of a run that nobody starts. */
export interface PreviewedAttempt {
  readonly attemptId: string
  readonly runId: string
}

/** The Job that would be created for an attempt; null where agents are processes. Throws AppError `unavailable`. */
export type PreviewJob = (attempt: PreviewedAttempt) => Promise<Record<string, unknown> | null>

/** Ids like those of a real run. */
export function previewedAttempt(): PreviewedAttempt {
  return { attemptId: ulid().toLowerCase(), runId: ulid().toLowerCase() }
}
