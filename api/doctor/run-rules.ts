import type { AttemptRef, AttemptStatus } from '../runner/runner.ts'
import { failed, fixBy, type Outcome, ok, skipped, warning } from '../runner/runner-check.ts'
import { START } from '../start-command.ts'
import type { InspectedAttempt, Inspection } from '../store/inspection.ts'
import type { Rule } from './rule.ts'
import { inspect } from './store-rules.ts'

/** What is later than this should have been seen to: the orchestrator looks every 30 s. */
const GRACE_MS = 2 * 60_000
const SHOWN = 5

export interface StuckOptions {
  readonly dataDir: string
  /** Longest an attempt may take with all its waits. */
  readonly hardDeadlineMs: number
  readonly queueDeadlineMs: number
  readonly now?: () => number
  /** Cancels the lane of an attempt; null while no server runs that could. */
  readonly cancel: ((attempt: InspectedAttempt) => Promise<void>) | null
}

/** Attempts that go on although every deadline of theirs is over. */
export function stuckRule(options: StuckOptions): Rule {
  const { dataDir, cancel, now = Date.now } = options
  const stuckOf = (inspection: Inspection) =>
    inspection.liveAttempts().filter((attempt) => now() > endsByMs(attempt, options) + GRACE_MS)
  const rule: Rule = {
    id: 'stuck-attempts',
    area: 'runs',
    about: 'Attempts that do not end',
    look: () =>
      inspect(dataDir, 'No attempt was made yet.', async (inspection) =>
        judgeStuck(stuckOf(inspection), cancel !== null),
      ),
  }
  if (cancel === null) return rule
  return {
    ...rule,
    async mend() {
      let stuck: InspectedAttempt[] = []
      await inspect(dataDir, '', async (inspection) => {
        stuck = stuckOf(inspection)
        return ok('')
      })
      for (const attempt of stuck) await cancel(attempt)
      return `Cancelled ${count(stuck.length, 'lane')} that went on after every deadline.`
    },
  }
}

/** When it should have ended on its own. */
function endsByMs({ state, queuedAt, startedAt }: InspectedAttempt, options: StuckOptions): number {
  const queuedMs = Date.parse(queuedAt)
  if (state === 'queued') return queuedMs + options.queueDeadlineMs
  // what has not begun yet waits for its image or a node, which has the time of the queue
  const begunMs = startedAt === null ? queuedMs + options.queueDeadlineMs : Date.parse(startedAt)
  return begunMs + options.hardDeadlineMs
}

function judgeStuck(stuck: readonly InspectedAttempt[], isServer: boolean): Outcome {
  const [first] = stuck
  if (first === undefined) return ok('Every attempt is within its deadlines.')
  const names = stuck.slice(0, SHOWN).map(({ runId, index }) => `variation ${index} of run ${runId}`)
  return failed(
    `${count(stuck.length, 'attempt')} should have ended long ago.`,
    `${names.join(', ')}: past every deadline. ${isServer ? 'Nothing ended them, though a server runs.' : 'No server runs that would end them.'}`,
    isServer
      ? fixBy('Cancel them; both cancel and retry work whatever became of the agent.', `axoloom cancel ${first.runId}`)
      : fixBy('Start the server: it ends them within a minute.', START),
  )
}

export interface Held {
  readonly ref: AttemptRef
  readonly status: AttemptStatus
}

export interface LeftoverOptions {
  readonly dataDir: string
  /** How long what an ended attempt leaves is kept on purpose. */
  readonly keepEndedMs: number
  readonly now?: () => number
  /** Everything of this installation that the runner still has. */
  list(): Promise<readonly Held[]>
  /** Stops and removes one of them. */
  remove(ref: AttemptRef): Promise<void>
  removeCommand(ref: AttemptRef): string | null
}

/** Jobs or processes whose attempt has ended, or is known to nobody. */
export function leftoverRule(options: LeftoverOptions): Rule {
  const leftovers = async () => {
    const held = await options.list()
    let left: Held[] = []
    const outcome = await inspect(options.dataDir, '', async (inspection) => {
      left = held.filter((one) => isLeftover(inspection, one, options))
      return ok('')
    })
    return outcome.state === 'skipped' ? null : left
  }
  return {
    id: 'leftover-agents',
    area: 'runs',
    about: 'What ended attempts have left behind',
    async look() {
      const left = await leftovers()
      if (left === null) return skipped('Nothing can be left over.', 'There is no database.')
      return judgeLeftovers(left, options)
    },
    async mend() {
      const left = (await leftovers()) ?? []
      for (const { ref } of left) await options.remove(ref)
      return `Removed what ${count(left.length, 'attempt')} had left behind.`
    },
  }
}

function isLeftover(
  inspection: Inspection,
  { ref, status }: Held,
  { keepEndedMs, now = Date.now }: LeftoverOptions,
): boolean {
  const attempt = inspection.attempt(ref.attemptId)
  // an attempt is committed before anything is started for it, so unknown means removed, whatever its age
  if (attempt === undefined) return true
  if (attempt.state !== 'ended' || attempt.endedAt === null) return false
  const keptMs = status.phase === 'ended' ? keepEndedMs : 0
  return now() > Date.parse(attempt.endedAt) + keptMs + GRACE_MS
}

function judgeLeftovers(left: readonly Held[], { removeCommand }: LeftoverOptions): Outcome {
  const [first] = left
  if (first === undefined) return ok('Nothing runs that no attempt asks for.')
  const atWork = left.filter(({ status }) => status.phase !== 'ended').length
  const names = left
    .slice(0, SHOWN)
    .map(({ ref }) => `attempt ${ref.attempt} of variation ${ref.variation} of run ${ref.runId}`)
  const commands = left.slice(0, SHOWN).flatMap(({ ref }) => removeCommand(ref) ?? [])
  return warning(
    `${count(left.length, 'attempt')} ${left.length === 1 ? 'has' : 'have'} left something behind${atWork === 0 ? '' : `, ${atWork} of them still at work`}.`,
    `${names.join(', ')}: ended, or in no database.`,
    fixBy('Remove what they left.', commands.length === 0 ? 'axoloom doctor --fix' : commands.join(' && ')),
  )
}

const count = (many: number, noun: string) => `${many} ${noun}${many === 1 ? '' : 's'}`
