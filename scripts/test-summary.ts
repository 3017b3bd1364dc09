import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'
import { inWords } from './steps.mjs'

/** What is read of vitest's JSON report. */
export const TestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).default([]) }),
      ),
    }),
  ),
})
export type TestReport = z.infer<typeof TestReport>

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly note: string
}

export interface Row extends Counts {
  readonly name: string
  readonly tookMs: number
  /** A line for each test that failed: its file, its name and what it said first. */
  readonly failures: readonly string[]
}

/**
 * Counts what a vitest run did. `report` is null when it wrote none, `code` null when it was killed; without leave to
 * skip, a skipped test is a failed one.
 */
export function countTests(report: TestReport | null, code: number | null, isSkipAllowed: boolean): Counts {
  if (report === null) return { passed: 0, failed: 1, note: 'ended without a report' }
  const skipped = report.numPendingTests + report.numTodoTests
  // A file that cannot be loaded fails without a single test in it.
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  const failed = report.numFailedTests + broken.length
  if (report.testResults.length === 0) return { passed: 0, failed: 1, note: 'no tests were found' }
  const isEndOdd = failed === 0 && code !== 0
  const notes = [
    ...broken.map((file) => `could not be loaded: ${file.name}`),
    ...(isEndOdd ? [`exit code ${code} although no test failed (an error outside of the tests?)`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ]
  return {
    passed: report.numPassedTests,
    failed: failed + (isEndOdd ? 1 : 0) + (isSkipAllowed ? 0 : skipped),
    note: notes.join('; '),
  }
}

/** The sums of a project whose failed files ran a second time: what then passed is counted, and named as unsteady. */
export function afterSecondChance(first: Row, second: Omit<Row, 'name' | 'failures'>): Row {
  const tookMs = first.tookMs + second.tookMs
  if (second.failed > 0) return { ...first, tookMs, note: [first.note, 'failed twice'].filter(Boolean).join('; ') }
  const unsteady = first.failures.map((line) => `passed only when run again: ${line}`)
  return { ...first, tookMs, passed: first.passed + first.failed, failed: 0, note: unsteady.join('; '), failures: [] }
}

/** The files in which something failed. */
export function failedFiles(report: TestReport | null): string[] {
  return (report?.testResults ?? []).filter((file) => file.status === 'failed').map((file) => file.name)
}

/** A line for each test that failed, and for each file that could not be loaded; paths are given from `root` on. */
export function describeFailures(report: TestReport | null, root: string): string[] {
  return (report?.testResults ?? []).flatMap((file) => {
    const path = relative(root, file.name)
    const tests = file.assertionResults.filter((test) => test.status === 'failed')
    if (tests.length === 0 && file.status === 'failed') return [`${path}: ${firstLine(file.message)}`]
    return tests.map((test) => `${path} › ${test.fullName}: ${firstLine(test.failureMessages[0] ?? '')}`)
  })
}

function firstLine(text: string): string {
  return stripVTControlCharacters(text).trim().split('\n', 1)[0]?.slice(0, 300) ?? ''
}

/** The table of all steps with the sums as its last line, and how many failed. */
export function summarise(rows: readonly Row[]): { text: string; failed: number } {
  const passed = rows.reduce((sum, row) => sum + row.passed, 0)
  const failed = rows.reduce((sum, row) => sum + row.failed, 0)
  const failures = rows.flatMap((row) => row.failures.map((line) => `✗ ${row.name}: ${line}`))
  const details = failures.length > 0 ? ['', ...failures] : []
  return { text: ['', ...rows.map(rowText), ...details, '', `${passed} passed, ${failed} failed`].join('\n'), failed }
}

function rowText(row: Row): string {
  const mark = row.failed > 0 ? '✗' : row.passed > 0 ? '✓' : '–'
  const counts = `${String(row.passed).padStart(5)} passed ${String(row.failed).padStart(4)} failed`
  return `${mark} ${row.name.padEnd(9)}${counts} ${inWords(row.tookMs).padStart(12)}  ${row.note}`.trimEnd()
}
