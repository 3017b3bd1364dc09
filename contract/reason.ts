import { z } from 'zod'

/** Why an unfinished variation does not move. A waiting lane never fails silently. */
export const waitReasons = [
  'capacity',
  'image-pull',
  'model-load',
  'model-queue',
  'render-queue',
  'leader',
  'budget',
  'storage',
  'reconnecting',
] as const
export const WaitReason = z.enum(waitReasons)
export type WaitReason = z.infer<typeof WaitReason>

/** Why an attempt failed. Closed: every screen, metric and test can list them all. */
export const failureReasons = [
  'oom',
  'evicted',
  'node-lost',
  'deadline',
  'queue-deadline',
  'image-unavailable',
  'config',
  'agent-exit',
  'vanished',
  'deleted',
  'output-limit',
  'no-result',
  'model-unavailable',
  'model-refused',
  'render-failed',
  'budget',
  'content',
  'storage',
  'internal',
] as const
export const FailureReason = z.enum(failureReasons)
export type FailureReason = z.infer<typeof FailureReason>
