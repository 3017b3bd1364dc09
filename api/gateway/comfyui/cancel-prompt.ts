import { ServerTrouble } from './comfy-error.ts'
import type { ComfyHttp } from './comfy-http.ts'
import { pause } from './pause.ts'
import type { ComfyTimings } from './timings.ts'

/** Looks in a row without a trace of it: what was just posted can come late. */
const CLEAR_LOOKS = 2

/**
 * Takes a prompt out of a server, whether it waits or runs, and looks whether it is gone: an interrupt only acts at
 * the next step. Gives up after `cancelMs`, or with the signal; false when the prompt may still be there.
 */
export async function cancelPrompt(
  http: ComfyHttp,
  promptId: string,
  { cancelMs, hintMs, pollMinMs }: ComfyTimings,
  signal: AbortSignal,
): Promise<boolean> {
  const limit = AbortSignal.any([AbortSignal.timeout(cancelMs), signal])
  let pauseMs = hintMs
  try {
    for (let clear = 0; clear < CLEAR_LOOKS; ) {
      clear = (await isStopped(http, promptId, limit)) ? clear + 1 : 0
      if (clear < CLEAR_LOOKS) await pause(pauseMs, limit)
      pauseMs = Math.min(pauseMs * 2, pollMinMs)
    }
    return true
  } catch (error) {
    if (limit.aborted) return false
    throw error
  }
}

/** One round: true when the queue no longer has it. */
async function isStopped(http: ComfyHttp, promptId: string, signal: AbortSignal): Promise<boolean> {
  try {
    const { queue_running, queue_pending } = await http.queue(signal)
    const isRunning = queue_running.some(([, id]) => id === promptId)
    if (!isRunning && !queue_pending.some(([, id]) => id === promptId)) return true
    // in one step where the server can; elsewhere it may begin to run between the two
    if ((await http.cancelJob(promptId)) === true) return false
    await http.deletePending(promptId)
    await http.interrupt(promptId)
    return false
  } catch (error) {
    if (error instanceof ServerTrouble) return false
    throw error
  }
}
