import { useEffect, useMemo } from 'preact/hooks'
import type { DoctorReport, Finding, FindingArea } from '#contract/doctor.ts'
import { Icon } from '../../components/icon.tsx'
import { Notice } from '../../components/notice.tsx'
import { saveFile } from '../../components/save-file.ts'
import { Summary } from '../../components/summary.tsx'
import { doctorStrings } from '../../doctor-strings.ts'
import { strings } from '../../strings.ts'
import { createDoctorState, type DoctorState } from './doctor-state.ts'
import { FindingItem } from './finding-item.tsx'

/** How the installation is. */
export function DoctorPage() {
  const state = useMemo(createDoctorState, [])
  useEffect(() => {
    document.title = doctorStrings.title
    void state.look()
    return () => state.close()
  }, [state])
  return (
    <div class="mx-auto max-w-3xl pt-6 sm:pt-8">
      <h1 class="font-serif text-4xl tracking-tight sm:text-5xl">{doctorStrings.heading}</h1>
      <p class="mt-3 max-w-2xl text-lg text-pretty text-soft">{doctorStrings.lead}</p>
      <Result state={state} />
    </div>
  )
}

function Result({ state }: { readonly state: DoctorState }) {
  const report = state.report.value
  const fault = state.fault.value
  if (fault !== null) {
    return (
      <Notice heading={strings.errors.notLoaded} text={fault}>
        <button type="button" class="button button-quiet" onClick={() => void state.look()}>
          {strings.list.retry}
        </button>
      </Notice>
    )
  }
  if (report === null) {
    return (
      <div role="status" class="mt-8 flex flex-col gap-4">
        <span class="sr-only">{doctorStrings.loading}</span>
        {[0, 1, 2].map((key) => (
          <div key={key} class="plate pond h-28 animate-breathe opacity-60" />
        ))}
      </div>
    )
  }
  return <Report report={report} state={state} />
}

function Report({ report, state }: { readonly report: DoctorReport; readonly state: DoctorState }) {
  const skipped = report.findings.filter((finding) => finding.state === 'skipped')
  const seen = report.findings.filter((finding) => finding.state !== 'skipped')
  return (
    <>
      <div class="mt-8 flex flex-wrap items-center gap-3">
        <p role="status" class="mr-auto font-serif text-2xl max-sm:w-full">
          {doctorStrings.verdict(report.counts)}
        </p>
        <button
          type="button"
          class="button button-quiet"
          title={doctorStrings.bundleHint}
          onClick={() => void saveFile('/v1/doctor/bundle', doctorStrings.bundleName)}
        >
          <Icon name="download" />
          {doctorStrings.bundle}
        </button>
        <button
          type="button"
          class="button button-coral"
          disabled={state.isLooking.value}
          onClick={() => void state.look()}
        >
          <Icon name="retry" />
          {state.isLooking.value ? doctorStrings.looking : doctorStrings.again}
        </button>
      </div>
      {byArea(seen).map(([area, findings]) => (
        <section key={area} aria-labelledby={`area-${area}`} class="plate mt-5 px-5 pt-4 pb-2">
          <h2 id={`area-${area}`} class="font-serif text-xl">
            {doctorStrings.areas[area]}
          </h2>
          <FindingList findings={findings} state={state} />
        </section>
      ))}
      {skipped.length > 0 && (
        <details class="group mt-5 px-5">
          <Summary>{doctorStrings.skippedOnes(skipped.length)}</Summary>
          <FindingList findings={skipped} state={state} />
        </details>
      )}
    </>
  )
}

function FindingList({ findings, state }: { readonly findings: readonly Finding[]; readonly state: DoctorState }) {
  return (
    <ul class="divide-y divide-line">
      {findings.map((finding) => (
        <FindingItem key={finding.id} finding={finding} state={state} />
      ))}
    </ul>
  )
}

/** As they come: worst first. */
function byArea(findings: readonly Finding[]): [FindingArea, Finding[]][] {
  const areas = new Map<FindingArea, Finding[]>()
  for (const finding of findings) areas.set(finding.area, [...(areas.get(finding.area) ?? []), finding])
  return [...areas]
}
