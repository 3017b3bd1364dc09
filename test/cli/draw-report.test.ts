import pc from 'picocolors'
import { expect, it } from 'vitest'
import { drawReport } from '../../cli/draw-report.ts'
import type { DoctorReport, Finding } from '../../contract/doctor.ts'

const finding = (more: Partial<Finding>): Finding => ({
  id: 'x',
  area: 'models',
  state: 'ok',
  what: 'Ollama answers.',
  cause: null,
  fix: null,
  isSafeToFix: false,
  ...more,
})
const report: DoctorReport = {
  at: '2026-11-22T12:00:00.000Z',
  version: '0.1.0',
  findings: [
    finding({ area: 'machine', what: 'Node 24 is here.' }),
    finding({}),
    finding({
      state: 'failed',
      what: 'Ollama lacks the model.',
      cause: 'It has not been pulled yet, and every variation that asks for it would fail.',
      fix: { text: 'Pull it:', command: 'ollama pull a-model-with-a-name-that-is-longer-than-the-terminal-is-wide' },
    }),
  ],
  counts: { ok: 2, warning: 0, failed: 1, skipped: 0 },
}

it('says by area what was found, and under what is wrong why and the line that mends it, whole', () => {
  expect(drawReport(report, pc.createColors(false), 50)).toBe(`machine
✓ Node 24 is here.

models
✓ Ollama answers.
✗ Ollama lacks the model.
    It has not been pulled yet, and every
    variation that asks for it would fail.
    Pull it:
    $ ollama pull a-model-with-a-name-that-is-longer-than-the-terminal-is-wide

2 ok, 0 warnings, 1 failed, 0 skipped
`)
})
