import { describe, expect, it } from 'vitest'
import { Doctor } from '../../../api/doctor/doctor.ts'
import { createRedactor } from '../../../api/doctor/redact.ts'
import type { Rule } from '../../../api/doctor/rule.ts'
import { failed, fixBy, ok, warning } from '../../../api/runner/runner-check.ts'
import { DoctorReport } from '../../../contract/doctor.ts'

const rule = (id: string, look: Rule['look'], more: Partial<Rule> = {}): Rule => ({
  ...{ id, area: 'machine', about: `The ${id}`, look },
  ...more,
})
const doctorOf = (rules: readonly Rule[], secrets: readonly string[] = []) =>
  new Doctor({ rules, version: '1.2.3', redact: createRedactor(secrets), ruleMs: 200 })

describe('a report', () => {
  it('has a finding for each rule, by area, with counts, as the contract says', async () => {
    const report = await doctorOf([
      rule('runs-well', async () => ok('Fine.'), { area: 'runs' }),
      rule('broken', async () => failed('It broke.', 'Because.', fixBy('Mend it.', 'mend it'))),
    ]).report()

    expect(DoctorReport.parse(report)).toEqual(report)
    expect(report.findings.map(({ id, state }) => [id, state])).toEqual([
      ['broken', 'failed'],
      ['runs-well', 'ok'],
    ])
    expect(report.counts).toEqual({ ok: 1, warning: 0, failed: 1, skipped: 0 })
  })

  it('does not wait for a rule that hangs, and says so', async () => {
    const report = await doctorOf([
      rule('hung', () => new Promise(() => {})),
      rule('quick', async () => ok('Fine.')),
    ]).report()

    expect(report.findings[0]).toMatchObject({ state: 'warning', what: 'The hung could not be looked at.' })
    expect(report.findings[1]?.state).toBe('ok')
  })

  it('holds what a rule threw', async () => {
    const report = await doctorOf([rule('odd', () => Promise.reject(new Error('no such thing')))]).report()

    expect(report.findings[0]).toMatchObject({ state: 'warning', cause: 'no such thing' })
  })

  it('shows no secret, in no part of a finding', async () => {
    const secret = 'a-key-that-nobody-sees'
    const finding = failed(`what ${secret}`, `cause ${secret}`, fixBy(`fix ${secret}`, `run ${secret}`))
    const report = await doctorOf([rule('leaky', async () => finding)], [secret]).report()

    expect(JSON.stringify(report)).not.toContain(secret)
  })

  it('is made once for all who ask at the same time, and anew for who asks then', async () => {
    let looks = 0
    const doctor = doctorOf([rule('counted', async () => ok(`Look ${++looks}.`))])
    await Promise.all([doctor.report(), doctor.report(), doctor.report()])
    expect(looks).toBe(1)
    expect((await doctor.report()).findings[0]?.what).toBe('Look 2.')
  })

  it('that is under way is ended with the doctor, and says what it could not look at', async () => {
    let signal: AbortSignal | undefined
    const look: Rule['look'] = (given) => {
      signal = given
      return new Promise(() => {})
    }
    const doctor = new Doctor({ rules: [rule('hung', look)], version: '1', redact: (text) => text, ruleMs: 60_000 })
    const report = doctor.report()
    await doctor.close()

    expect(signal?.aborted).toBe(true)
    expect((await report).findings).toMatchObject([{ state: 'warning', what: 'The hung could not be looked at.' }])
  })
})

describe('a repair', () => {
  it('is made for what is safe, and the finding looked at again', async () => {
    let isMended = false
    const doctor = doctorOf([
      rule('loose', async () => (isMended ? ok('Tight.') : warning('Loose.', 'It is loose.', fixBy('Tighten it.'))), {
        mend: async () => {
          isMended = true
          return 'Tightened it.'
        },
      }),
    ])
    expect((await doctor.report()).findings[0]?.isSafeToFix).toBe(true)
    expect(await doctor.fix('loose')).toMatchObject({
      done: 'Tightened it.',
      finding: { state: 'ok', isSafeToFix: false },
    })
    await expect(doctor.fix('loose')).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('is ended with the doctor, and shows no secret of what it did', async () => {
    const secret = 'a-key-that-nobody-sees'
    const loose = async () => warning('Loose.', 'It is loose.', fixBy('Tighten it.'))
    const begun = Promise.withResolvers<void>()
    const mend: Rule['mend'] = (signal) => {
      begun.resolve()
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve(`Gave up on ${secret}.`)))
    }
    const doctor = doctorOf([rule('loose', loose, { mend })], [secret])
    const fixing = doctor.fix('loose')
    await begun.promise
    await doctor.close()

    expect(await fixing).toMatchObject({ done: 'Gave up on [hidden].' })
  })

  it('is offered for nothing that has no words for it', async () => {
    const doctor = doctorOf([rule('odd', async () => warning('Odd.', 'It is odd.'), { mend: async () => 'Done.' })])

    expect((await doctor.report()).findings[0]?.isSafeToFix).toBe(false)
    await expect(doctor.fix('odd')).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('is refused for what takes a person, and for what nobody knows', async () => {
    const doctor = doctorOf([rule('broken', async () => failed('It broke.', 'Because.', fixBy('Mend it.')))])

    await expect(doctor.fix('broken')).rejects.toMatchObject({ kind: 'conflict' })
    await expect(doctor.fix('unknown')).rejects.toMatchObject({ kind: 'not-found' })
  })
})
