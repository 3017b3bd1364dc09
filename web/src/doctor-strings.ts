import type { DoctorReport, FindingArea, FindingState } from '#contract/doctor.ts'

const areas: Record<FindingArea, string> = {
  machine: 'This machine',
  storage: 'Data',
  models: 'Models',
  pictures: 'Pictures',
  cluster: 'Cluster',
  network: 'Network',
  runs: 'Runs',
}
const states: Record<FindingState, string> = {
  ok: 'Well',
  warning: 'To look at',
  failed: 'Failed',
  skipped: 'Not looked at',
}

/** What the page about the installation says; the findings' own words come from the server. */
export const doctorStrings = {
  title: 'Doctor · Axoloom',
  heading: 'How is everything?',
  lead: 'What this installation needs, how it is, and the line that mends what is not as it should be.',
  loading: 'Looking at everything',
  again: 'Look again',
  looking: 'Looking…',
  bundle: 'Save a support file',
  bundleName: 'axoloom-support.zip',
  bundleHint: 'Findings, settings and the last lines of the log, with every secret removed.',
  fix: 'Mend it',
  fixing: 'Mending…',
  copy: 'Copy this line',
  skippedOnes: (count: number) => (count === 1 ? '1 that was not looked at' : `${count} that were not looked at`),
  areas,
  states,
  verdict: ({ failed, warning }: DoctorReport['counts']): string => {
    const toLookAt = warning === 1 ? '1 thing to look at' : `${warning} things to look at`
    if (failed > 0) return warning > 0 ? `${failed} failed, and ${toLookAt}.` : `${failed} failed.`
    return warning > 0 ? `Nothing failed; ${toLookAt}.` : 'All is well.'
  },
}
