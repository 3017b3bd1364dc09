import { expect, it } from 'vitest'
import type { DoctorReport, Finding, FindingArea, FindingState } from '#contract/doctor.ts'
import { withFinding, worstFirst } from '../../web/src/pages/doctor/doctor-state.ts'

function finding(area: FindingArea, state: FindingState, id = `${area} ${state}`): Finding {
  return { id, area, state, what: id, cause: null, fix: null, isSafeToFix: false }
}

function report(...findings: Finding[]): DoctorReport {
  return {
    at: '2026-11-22T00:00:00.000Z',
    version: '0.1.0',
    findings,
    counts: { ok: 0, warning: 0, failed: 0, skipped: 0 },
  }
}

const idsOf = ({ findings }: DoctorReport) => findings.map(({ id }) => id)

it('what failed comes first, with its area, and the rest in the order of the server', () => {
  const found = report(
    finding('machine', 'ok'),
    finding('storage', 'ok'),
    finding('storage', 'warning'),
    finding('models', 'ok'),
    finding('models', 'failed'),
    finding('runs', 'ok'),
    finding('cluster', 'skipped'),
  )
  expect(idsOf(worstFirst(found))).toEqual([
    'models failed',
    'models ok',
    'storage warning',
    'storage ok',
    'machine ok',
    'runs ok',
    'cluster skipped',
  ])
})

it('what is mended stays where it was, and is counted anew', () => {
  const shown = worstFirst(report(finding('machine', 'ok'), finding('storage', 'failed', 'orphans')))
  const mended = withFinding(shown, finding('storage', 'ok', 'orphans'))
  expect(idsOf(mended)).toEqual(['orphans', 'machine ok'])
  expect(mended.counts).toEqual({ ok: 2, warning: 0, failed: 0, skipped: 0 })
})
