import { z } from 'zod'
import { Design } from './design.ts'
import { Id, Seed, Sha256 } from './ids.ts'
import { FailureReason } from './reason.ts'

/** Longest silence on a render's answer: a blank line is sent so often, in milliseconds. */
export const RENDER_HEARTBEAT_MS = 10_000

/**
 * What an agent asks for: a picture of a design, never a workflow. The words for the image model are made by the
 * gateway. Repeating the `call` id comes back to the same render.
 */
export const RenderRequest = z.strictObject({
  /** Chosen by the agent, unique in its attempt. */
  call: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, dashes or underscores'),
  /** Counts the renders of an attempt, from 1; the picture is stored as `render-<pass>`. */
  pass: z.int().min(1).max(1000),
  design: Design,
  seed: Seed,
  /** Side of the square picture, in pixels: image models work in steps of 16. */
  size: z.int().min(256).max(2048).multipleOf(16),
})
export type RenderRequest = z.infer<typeof RenderRequest>

/** One line of the answer (application/x-ndjson). `done` or `failed` is the last; readers ignore types they do not know. */
export const RenderLine = z.discriminatedUnion('type', [
  /** Place in the line of renders, from 1; said again when it changes. */
  z.object({ type: z.literal('queue'), position: z.int().min(1) }),
  z.object({ type: z.literal('progress'), value: z.int().min(0), max: z.int().min(1) }),
  /** A preview was stored; its event is in the run's log. */
  z.object({ type: z.literal('preview') }),
  z.object({ type: z.literal('done'), artifact: z.object({ id: Id, sha256: Sha256 }) }),
  z.object({ type: z.literal('failed'), reason: FailureReason, message: z.string(), isRetryable: z.boolean() }),
])
export type RenderLine = z.infer<typeof RenderLine>
