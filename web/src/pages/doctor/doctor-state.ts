import { signal } from '@preact/signals'
import type { DoctorReport, Finding, FindingArea, FindingState } from '#contract/doctor.ts'
import { fixFinding, loadReport } from '../../api/doctor.ts'
import { messageOf } from '../../api/server.ts'
import { showToast } from '../../components/toasts.ts'

/** The report that is shown, and what is being done about it. */
export function createDoctorState() {
  const report = signal<DoctorReport | null>(null)
  const fault = signal<string | null>(null)
  const isLooking = signal(false)
  /** Id of the finding that is being mended. */
  const mending = signal<string | null>(null)
  const closing = new AbortController()

  return {
    report,
    fault,
    isLooking,
    mending,
    async look(): Promise<void> {
      if (isLooking.value) return
      isLooking.value = true
      try {
        report.value = worstFirst(await loadReport(closing.signal))
        fault.value = null
      } catch (error) {
        if (!closing.signal.aborted) fault.value = messageOf(error)
      } finally {
        isLooking.value = false
      }
    },
    async fix(id: string): Promise<void> {
      if (mending.value !== null) return
      mending.value = id
      try {
        const { done, finding } = await fixFinding(id, closing.signal)
        if (report.value !== null) report.value = withFinding(report.value, finding)
        showToast(done)
      } catch (error) {
        if (!closing.signal.aborted) showToast(messageOf(error), { isBad: true })
      } finally {
        mending.value = null
      }
    },
    close: () => closing.abort(),
  }
}

export type DoctorState = ReturnType<typeof createDoctorState>

/** The same report with one finding as it is now. */
export function withFinding(report: DoctorReport, finding: Finding): DoctorReport {
  const findings = report.findings.map((one) => (one.id === finding.id ? finding : one))
  const counts = { ok: 0, warning: 0, failed: 0, skipped: 0 }
  for (const { state } of findings) counts[state]++
  return { ...report, findings, counts }
}

const ranks: Record<FindingState, number> = { failed: 0, warning: 1, ok: 2, skipped: 3 }

/** The areas by the worst that was found in each, and so what is in them. Done once a look: what is mended stays where it is. */
export function worstFirst(report: DoctorReport): DoctorReport {
  const worst = new Map<FindingArea, number>()
  for (const { area, state } of report.findings)
    worst.set(area, Math.min(worst.get(area) ?? ranks.skipped, ranks[state]))
  const areas = [...worst.keys()]
  const placeOf = (area: FindingArea) => (worst.get(area) ?? ranks.skipped) * areas.length + areas.indexOf(area)
  const findings = report.findings.toSorted(
    (a, b) => placeOf(a.area) - placeOf(b.area) || ranks[a.state] - ranks[b.state],
  )
  return { ...report, findings }
}
