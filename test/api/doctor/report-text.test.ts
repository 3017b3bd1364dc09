import { describe, expect, it } from 'vitest'
import { reportText } from '../../../api/doctor/report-text.ts'
import type { DoctorReport, Finding } from '../../../contract/doctor.ts'

const finding = (more: Partial<Finding>): Finding => ({
  ...{ id: 'x', area: 'models', state: 'ok', what: 'Ollama answers.', cause: null, fix: null, isSafeToFix: false },
  ...more,
})
const textOf = (findings: readonly Finding[], counts: Partial<DoctorReport['counts']> = {}) =>
  reportText({
    ...{ at: '2026-11-22T12:00:00.000Z', version: '0.1.0', findings: [...findings] },
    counts: { ok: 1, warning: 0, failed: 0, skipped: 0, ...counts },
  })

describe('a report as text', () => {
  it('has what mends a finding under it, by area, in the order of areas', () => {
    const disk = finding({
      ...{ id: 'artifacts', area: 'storage', state: 'warning', what: '2 files are left over.', isSafeToFix: true },
      ...{ cause: 'Nothing names\nthem.', fix: { text: 'Have them removed.', command: 'axoloom doctor --fix' } },
    })
    expect(textOf([finding({}), disk], { warning: 1 })).toBe(`Axoloom 0.1.0, 2026-11-22T12:00:00.000Z

Data
[ warn ] 2 files are left over.
         Nothing names
         them.
         Have them removed.
         $ axoloom doctor --fix
         (--fix does it: artifacts)

Models
[  ok  ] Ollama answers.

Nothing failed, 1 to look at.
`)
  })

  it('holds nothing that a terminal would take for a command', () => {
    const text = textOf([finding({ what: '\x1b[2Jred\x1b]0;owned\x07 \rover\u009b2J', cause: 'a\tb\x00c' })])
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/)
    expect(text).toContain('red')
    expect(text).not.toMatch(/\[2J|owned/)
  })

  it.each([
    [{}, 'All is well.'],
    [{ warning: 2 }, 'Nothing failed, 2 to look at.'],
    [{ failed: 1, warning: 2 }, '1 failed, 2 to look at.'],
  ])('ends with what %j come to', (counts, verdict) => {
    expect(textOf([], counts).trimEnd().split('\n').at(-1)).toBe(verdict)
  })
})
