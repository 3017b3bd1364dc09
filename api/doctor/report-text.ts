import { stripVTControlCharacters } from 'node:util'
import type { DoctorReport, Finding, FindingArea, FindingState } from '#contract/doctor.ts'

const marks: Readonly<Record<FindingState, string>> = {
  ok: '  ok  ',
  warning: ' warn ',
  failed: ' FAIL ',
  skipped: '  --  ',
}
const areas: Readonly<Record<FindingArea, string>> = {
  machine: 'This machine',
  storage: 'Data',
  models: 'Models',
  pictures: 'Pictures',
  cluster: 'Cluster',
  network: 'Network',
  runs: 'Runs',
}

/** A report for people to read in a terminal: plain text, one finding after the other, with what mends it. */
export function reportText({ version, at, findings, counts }: DoctorReport): string {
  const blocks = Object.entries(areas).flatMap(([area, title]) => {
    const own = findings.filter((finding) => finding.area === area)
    return own.length === 0 ? [] : [[title, ...own.flatMap(findingLines)].join('\n')]
  })
  return `Axoloom ${version}, ${at}\n\n${blocks.join('\n\n')}\n\n${verdict(counts)}\n`
}

/** What a server or a cluster said goes to the terminal as text, never as its commands. */
function findingLines({ state, id, what, cause, fix, isSafeToFix }: Finding): string[] {
  const indent = ' '.repeat(9)
  const lines = [
    `[${marks[state]}] ${what}`,
    ...(cause === null ? [] : [`${indent}${cause}`]),
    ...(fix === null ? [] : [`${indent}${fix.text}`]),
    ...(fix?.command ? [`${indent}$ ${fix.command}`] : []),
    ...(isSafeToFix ? [`${indent}(--fix does it: ${id})`] : []),
  ]
  return lines.map((line) =>
    stripVTControlCharacters(line)
      .replaceAll(/\p{Cc}/gu, (mark) => (mark === '\n' ? mark : ' '))
      .replaceAll('\n', `\n${indent}`),
  )
}

function verdict({ failed, warning }: DoctorReport['counts']): string {
  if (failed > 0) return `${failed} failed, ${warning} to look at.`
  return warning > 0 ? `Nothing failed, ${warning} to look at.` : 'All is well.'
}
