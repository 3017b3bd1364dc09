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

  it('is made once for all who ask at the same time', async () => {
    let looks = 0
    const doctor = doctorOf([rule('counted', async () => ok(`Look ${++looks}.`))])
    await Promise.all([doctor.report(), doctor.report(), doctor.report()])

    expect(looks).toBe(1)
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

  it('is refused for what takes a person, and for what nobody knows', async () => {
    const doctor = doctorOf([rule('broken', async () => failed('It broke.', 'Because.', fixBy('Mend it.')))])

    await expect(doctor.fix('broken')).rejects.toMatchObject({ kind: 'conflict' })
    await expect(doctor.fix('unknown')).rejects.toMatchObject({ kind: 'not-found' })
  })
})
