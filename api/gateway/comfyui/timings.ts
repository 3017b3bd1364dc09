import type { AnswerLimits } from './comfy-http.ts'
import type { SocketTimings } from './event-socket.ts'

/** Every pause and limit of a render, in milliseconds; tests shorten them. */
export interface ComfyTimings extends SocketTimings, AnswerLimits {
  /** Polls begin with this pause and grow to `pollMaxMs`: the server is asked even while its socket talks. */
  readonly pollMinMs: number
  readonly pollMaxMs: number
  /** First pause after the socket said that something ended: the history follows its events by milliseconds. */
  readonly hintMs: number
  /** A prompt in neither queue nor history on three polls this far apart is lost: servers keep both in memory only. */
  readonly absentMs: number
  /** A server that gives no answer for so long is given up. */
  readonly unreachableMs: number
  /** First pause before a prompt is posted again, doubled each time. */
  readonly repostMs: number
  /** A render takes this long from its start, once it has left the queue. */
  readonly renderMs: number
  /** How long a cancel is followed up. */
  readonly cancelMs: number
  /** Pause before another look for a server while none takes a render. */
  readonly pickMs: number
}

/** Reference: 300 s from execution_start, for the first render also loads the model; polls 1 to 5 s; 2 s between absences. */
export const comfyTimings: ComfyTimings = {
  pollMinMs: 1000,
  pollMaxMs: 5000,
  hintMs: 50,
  absentMs: 2000,
  unreachableMs: 60_000,
  repostMs: 500,
  renderMs: 300_000,
  cancelMs: 10_000,
  pickMs: 2000,
  answerMs: 10_000,
  postMs: 30_000,
  pictureMs: 60_000,
  pingMs: 10_000,
  openMs: 5000,
  reopenMs: 1000,
}
