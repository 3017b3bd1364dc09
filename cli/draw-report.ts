import type { DoctorReport, Finding } from '#contract/doctor.ts'
import type { Colours } from './terminal.ts'
import { oneLine, wrap } from './text.ts'

const INDENT = '    '

/** What was found, by area; under what is not well why, and the line that mends it. */
export function drawReport({ findings, counts }: DoctorReport, colours: Colours, columns: number | null): string {
  const areas = [...new Set(findings.map(({ area }) => area))]
  const blocks = areas.map((area) => {
    const lines = findings.filter((finding) => finding.area === area).flatMap((each) => linesOf(each, colours, columns))
    return `${colours.bold(area)}\n${lines.join('\n')}\n`
  })
  const { ok, warning, failed, skipped } = counts
  const sum = `${ok} ok, ${warning} warnings, ${failed} failed, ${skipped} skipped`
  return `${blocks.join('\n')}\n${failed > 0 ? colours.red(sum) : colours.green(sum)}\n`
}

function linesOf({ state, what, cause, fix }: Finding, colours: Colours, columns: number | null): string[] {
  const set = (text: string) => (columns === null ? [oneLine(text)] : wrap(oneLine(text), columns - INDENT.length))
  const [first = '', ...rest] = set(what)
  const isWell = state === 'ok'
  return [
    `${signOf(state, colours)} ${first}`,
    ...rest.map((line) => `${INDENT}${line}`),
    ...(cause === null || isWell ? [] : set(cause).map((line) => INDENT + colours.dim(line))),
    ...(fix === null || isWell ? [] : set(fix.text).map((line) => INDENT + line)),
    // never broken: it is for copying
    ...(fix?.command == null || isWell ? [] : [`${INDENT}${colours.cyan(`$ ${oneLine(fix.command)}`)}`]),
  ]
}

function signOf(state: Finding['state'], colours: Colours): string {
  switch (state) {
    case 'ok':
      return colours.green('✓')
    case 'warning':
      return colours.yellow('!')
    case 'failed':
      return colours.red('✗')
    case 'skipped':
      return colours.dim('-')
  }
}
