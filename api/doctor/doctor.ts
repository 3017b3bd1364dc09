import { type DoctorReport, type Finding, FindingArea, type FixAnswer } from '#contract/doctor.ts'
import { AppError } from '../errors.ts'
import type { Outcome } from '../runner/runner-check.ts'
import type { Rule } from './rule.ts'

/** Longest that one rule may take while a server runs: a page waits for the report. */
export const RULE_MS = 5000
/** A repair removes files or waits for a model to load. */
const MEND_MS = 60_000

export interface DoctorOptions {
  readonly rules: readonly Rule[]
  readonly version: string
  /** Takes every secret out of a text. */
  readonly redact: (text: string) => string
  /** Longest that one rule may take, in milliseconds. */
  readonly ruleMs?: number
}

/** Looks at an installation by its rules, all at the same time, and mends what is safe to mend. */
export class Doctor {
  readonly #options: DoctorOptions
  readonly #closing = new AbortController()
  #underWay: Promise<DoctorReport> | null = null

  constructor(options: DoctorOptions) {
    this.#options = options
  }

  /** What all rules find now; who asks during a look gets its result. Never throws. */
  report(): Promise<DoctorReport> {
    this.#underWay ??= this.#look().finally(() => {
      this.#underWay = null
    })
    return this.#underWay
  }

  /**
   * Mends what the rule of this id finds, and looks again. Throws AppError `not-found` for an id of no rule and
   * `conflict` when it finds nothing that may be mended without a person.
   */
  async fix(id: string): Promise<FixAnswer> {
    const rule = this.#options.rules.find((candidate) => candidate.id === id)
    if (rule === undefined) throw new AppError('not-found', `The doctor has no rule ${id}.`)
    const before = await this.#find(rule)
    if (!before.isSafeToFix || rule.mend === undefined) {
      const why = before.state === 'ok' ? 'there is nothing to mend' : 'it takes a person to mend this'
      throw new AppError('conflict', `${id}: ${why}. ${before.what}`)
    }
    const done = await rule.mend(AbortSignal.any([this.#closing.signal, AbortSignal.timeout(MEND_MS)]))
    return { done: this.#options.redact(done), finding: await this.#find(rule) }
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('Axoloom is stopping.'))
    await this.#underWay
  }

  async #look(): Promise<DoctorReport> {
    const { rules, version } = this.#options
    const findings = await Promise.all(rules.map((rule) => this.#find(rule)))
    const inOrder = FindingArea.options.flatMap((area) => findings.filter((finding) => finding.area === area))
    return { at: new Date().toISOString(), version, findings: inOrder, counts: countsOf(findings) }
  }

  async #find(rule: Rule): Promise<Finding> {
    const { redact, ruleMs = RULE_MS } = this.#options
    const outcome = await lookWithin(rule, ruleMs, this.#closing.signal)
    const { state, what, cause, fix } = outcome
    const isWell = state === 'ok'
    return {
      id: rule.id,
      area: rule.area,
      state,
      what: redact(what),
      cause: cause === undefined ? null : redact(cause),
      fix: fix === undefined ? null : { text: redact(fix.text), command: fix.command && redact(fix.command) },
      isSafeToFix: !isWell && fix !== undefined && rule.mend !== undefined,
    }
  }
}

/** A rule that hangs holds up nobody: its place in the report says so. */
async function lookWithin(rule: Rule, ruleMs: number, closing: AbortSignal): Promise<Outcome> {
  const limit = AbortSignal.any([closing, AbortSignal.timeout(ruleMs)])
  const over = Promise.withResolvers<Outcome>()
  const late: Outcome = {
    state: 'warning',
    what: `${rule.about} could not be looked at.`,
    cause: `There was no result within ${ruleMs / 1000} s.`,
  }
  const onOver = () => over.resolve(late)
  limit.addEventListener('abort', onOver, { once: true })
  try {
    return await Promise.race([rule.look(limit), over.promise])
  } catch (error) {
    if (limit.aborted) return late
    const cause = error instanceof Error ? error.message : String(error)
    return { state: 'warning', what: `${rule.about} could not be looked at.`, cause }
  } finally {
    limit.removeEventListener('abort', onOver)
  }
}

function countsOf(findings: readonly Finding[]): DoctorReport['counts'] {
  const counts = { ok: 0, warning: 0, failed: 0, skipped: 0 }
  for (const { state } of findings) counts[state]++
  return counts
}
