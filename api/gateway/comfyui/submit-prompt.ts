import { RenderError, ServerTrouble } from './comfy-error.ts'
import type { ComfyHttp, NewPrompt, Submitted } from './comfy-http.ts'
import { pause } from './pause.ts'
import { nodeErrorOf, refusalOf } from './prompt-end.ts'
import type { ComfyTimings } from './timings.ts'

const MAX_POSTS = 4

/**
 * Queues a prompt once. A post that ended in trouble may have been heard: it is looked up under its id before it is
 * sent again, for the same id twice runs twice. Throws RenderError for a graph that is not taken whole (never tried
 * again), and ServerTrouble when the server stays away.
 */
export async function submitPrompt(
  http: ComfyHttp,
  prompt: NewPrompt,
  timings: ComfyTimings,
  signal: AbortSignal,
): Promise<void> {
  for (let post = 1; ; post++) {
    // never cut short: what the server makes of half a request is not known
    const posted = await http.postPrompt(prompt).catch(troubleOf)
    signal.throwIfAborted()
    if (!(posted instanceof ServerTrouble)) return await settled(http, prompt.promptId, posted)
    if (await isKnown(http, prompt.promptId, timings, signal)) return
    if (post === MAX_POSTS) throw posted
    await pause(timings.repostMs * 2 ** (post - 1), signal)
  }
}

async function settled(http: ComfyHttp, promptId: string, posted: Submitted): Promise<void> {
  if (posted.kind === 'refused') throw refusalOf(posted.refusal)
  const { prompt_id, node_errors } = posted.answer
  const isOther = prompt_id !== promptId
  const error = isOther
    ? new RenderError(
        'render-failed',
        'The ComfyUI server runs prompts under ids of its own, which cannot be followed.',
      )
    : nodeErrorOf(node_errors)
  if (error === null) return
  // a part of the graph was queued all the same
  await http.deletePending(prompt_id).catch(troubleOf)
  await http.interrupt(prompt_id).catch(troubleOf)
  throw error
}

/** Asks until there is an answer, for as long as a server may be away. */
async function isKnown(
  http: ComfyHttp,
  promptId: string,
  { pollMinMs, unreachableMs }: ComfyTimings,
  signal: AbortSignal,
): Promise<boolean> {
  const untilMs = performance.now() + unreachableMs
  for (;;) {
    const found = await lookUp(http, promptId, signal).catch(troubleOf)
    if (!(found instanceof ServerTrouble)) return found
    if (performance.now() >= untilMs) throw found
    await pause(pollMinMs, signal)
  }
}

async function lookUp(http: ComfyHttp, promptId: string, signal: AbortSignal): Promise<boolean> {
  const { queue_running, queue_pending } = await http.queue(signal)
  if ([...queue_running, ...queue_pending].some(([, id]) => id === promptId)) return true
  return (await http.history(promptId, signal)) !== null
}

function troubleOf(error: unknown): ServerTrouble {
  if (error instanceof ServerTrouble) return error
  throw error
}
