import { cannedAnswers, partialErrors, refusedPrompt } from './canned-answers.ts'
import type { Fault, RequestFault } from './faults.ts'
import type { Deed, Moment } from './run-fate.ts'

const at = (moment: Moment, ...deeds: readonly Deed[]): Fault => ({
  run: { deeds: deeds.map((deed) => ({ at: moment, deed })) },
})
const onPost = (fault: RequestFault): Fault => ({ on: 'POST /prompt', fault })
const onHistory = (fault: RequestFault, times = 3): Fault => ({ on: 'GET /history/{id}', fault, times })
const onView = (fault: RequestFault): Fault => ({ on: 'GET /view', fault })

/** Everything that is known to go wrong at a ComfyUI, by name: for scripts, campaigns and demos. */
export const comfyuiFaults = {
  delay: [onPost({ delayMs: 500 })],
  refused: [onPost({ answer: refusedPrompt })],
  partial: [{ run: { nodeErrors: partialErrors } }],
  'hung-post': [onPost({ isHung: true })],
  'hung-history': [onHistory({ isHung: true }, 1)],
  'hung-view': [onView({ isHung: true })],
  'late-answer': [onPost({ isLate: true })],
  'lost-post': [onPost({ lost: 'reset' })],
  'lost-answer': [onPost({ lostAnswer: 'reset' })],
  'html-502': [onPost({ answer: cannedAnswers.badGateway })],
  'html-503': [onPost({ answer: cannedAnswers.unavailable })],
  'text-500': [onPost({ answer: cannedAnswers.trouble })],
  'forbidden-403': [onPost({ answer: cannedAnswers.forbidden })],
  'login-page': [onPost({ answer: cannedAnswers.loginPage })],
  'late-history': [{ run: { historyLagMs: 300 } }],
  'lost-history': [at('success', 'lose')],
  'history-502': [onHistory({ answer: cannedAnswers.badGateway })],
  'history-broken': [onHistory({ answer: cannedAnswers.brokenJson })],
  'history-lost': [onHistory({ lost: 'reset' })],
  'queue-500': [{ on: 'GET /queue', fault: { answer: cannedAnswers.trouble }, times: 3 }],
  'no-socket': [{ on: 'GET /ws', fault: { answer: cannedAnswers.badGateway }, times: 3 }],
  'drop-socket': [at('step-2', 'drop-sockets')],
  'drop-at-end': [at('success', 'drop-sockets')],
  'silent-end': [at('step-2', 'mute')],
  'frozen-socket': [at('start', 'freeze')],
  'foreign-events': [at('start', 'foreign-events'), at('step-2', 'foreign-events')],
  'foreign-prompts': [at('queued', 'foreign-prompts')],
  'out-of-memory': [at('step-1', 'out-of-memory')],
  'lost-in-queue': [at('queued', 'lose')],
  'lost-in-run': [at('step-2', 'lose')],
  'restart-at-start': [at('start', 'restart')],
  'restart-in-run': [at('step-3', 'restart')],
  'restart-at-end': [at('success', 'restart')],
  stall: [at('step-2', 'stall')],
  'foreign-interrupt': [at('step-1', 'foreign-interrupt')],
  'late-interrupt': [{ run: { interruptLagSteps: 2 } }],
  'deaf-interrupt': [{ run: { interruptLagSteps: 1000 } }],
  'deleted-file': [at('success', 'delete-files')],
  'view-404': [onView({ answer: cannedAnswers.missing })],
  'view-502': [onView({ answer: cannedAnswers.badGateway })],
  'view-page': [onView({ answer: cannedAnswers.loginPage })],
  'view-tiny': [onView({ answer: cannedAnswers.tinyPicture })],
  'view-slow': [onView({ pieceBytes: 256, pauseMs: 2 })],
  'view-cut': [onView({ cutAfterBytes: 200 })],
  'view-short': [onView({ cutAfterBytes: 200, isSound: true })],
  'view-endless': [onView({ isEndless: true })],
} as const satisfies Record<string, readonly Fault[]>

export type ComfyuiFault = keyof typeof comfyuiFaults

const silent: readonly ComfyuiFault[] = ['hung-post', 'hung-history', 'hung-view', 'stall', 'view-endless']

/** What ends only by a limit of the client. */
export const silentFaults: readonly string[] = silent
