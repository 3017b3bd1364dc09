import { inWords } from './steps.mjs'

/**
 * Counts what a vitest run did.
 *
 * @param {any} report vitest's JSON report, null when it wrote none
 * @param {number | null} code its exit code
 * @param {boolean} isSkipAllowed false counts every skipped test as failed
 */
export function countTests(report, code, isSkipAllowed) {
  if (report === null) return { passed: 0, failed: 1, skipped: 0, note: 'it ended without a report' }
  const passed = report.numPassedTests
  const skipped = report.numPendingTests + report.numTodoTests
  // A file that cannot be loaded fails without a single test in it.
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  let failed = report.numFailedTests + broken.length
  const notes = broken.map((file) => `could not be loaded: ${file.name}`)
  if (failed === 0 && code !== 0) {
    failed = 1
    notes.push(`exit code ${code} although no test failed (an error outside of the tests?)`)
  }
  if (skipped > 0) notes.push(`${skipped} skipped`)
  return { passed, failed: isSkipAllowed ? failed : failed + skipped, skipped, note: notes.join('; ') }
}

/** The table of all steps, its last line the sums; and how many failed. */
export function summarise(rows) {
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0)
  const lines = rows.map((row) => {
    const mark = row.failed > 0 ? '✗' : row.passed > 0 ? '✓' : '–'
    const counts = `${String(row.passed).padStart(5)} passed ${String(row.failed).padStart(4)} failed`
    const text = `${mark} ${row.name.padEnd(9)}${counts}  ${inWords(row.tookMs).padStart(12)}  ${row.note}`
    return text.trimEnd()
  })
  const failed = sum('failed')
  return { text: ['', ...lines, '', `${sum('passed')} passed, ${failed} failed`].join('\n'), failed }
}
