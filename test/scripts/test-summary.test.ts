import { describe, expect, it } from 'vitest'
import {
  afterSecondChance,
  countTests,
  describeFailures,
  failedFiles,
  summarise,
  type TestReport,
} from '../../scripts/test-summary.ts'

const passed = { fullName: 'a lane ends', status: 'passed', failureMessages: [] }
const failed = {
  fullName: 'a lane ends once',
  status: 'failed',
  failureMessages: ['\u001b[31mtwo ends\u001b[39m\n at x'],
}
const file = { name: '/clone/b.test.ts', status: 'passed', message: '', assertionResults: [passed, passed, passed] }
const green: TestReport = {
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [file],
}
const broken = { name: '/clone/a.test.ts', status: 'failed', message: 'no such module\n at y', assertionResults: [] }

describe('counting a test run', () => {
  const rows: readonly [
    what: string,
    report: TestReport | null,
    code: number | null,
    passed: number,
    failed: number,
  ][] = [
    ['all green', green, 0, 3, 0],
    ['failed tests', { ...green, numFailedTests: 2 }, 1, 3, 2],
    ['a file that cannot be loaded', { ...green, testResults: [broken] }, 1, 3, 1],
    [
      'a failed file with tests counts by its tests',
      { ...green, numFailedTests: 1, testResults: [{ ...broken, assertionResults: [failed] }] },
      1,
      3,
      1,
    ],
    ['an error outside of any test', green, 1, 3, 1],
    ['a killed run', green, null, 3, 1],
    ['no report at all', null, 0, 0, 1],
    ['no test at all', { ...green, numPassedTests: 0, testResults: [] }, 0, 0, 1],
  ]

  it.each(rows)('%s', (_what, report, code, passed, failed) => {
    expect(countTests(report, code, true)).toMatchObject({ passed, failed })
  })

  it('takes skipped and planned tests for failed ones only where nothing may be skipped', () => {
    const report = { ...green, numPendingTests: 1, numTodoTests: 1 }

    expect(countTests(report, 0, true)).toMatchObject({ passed: 3, failed: 0, note: '2 skipped' })
    expect(countTests(report, 0, false)).toMatchObject({ passed: 3, failed: 2, note: '2 skipped' })
  })
})

it('sums all steps in the last line', () => {
  const rows = [
    { name: 'types', passed: 1, failed: 0, tookMs: 500, note: '', failures: [] },
    { name: 'unit', passed: 120, failed: 2, tookMs: 61_000, note: '1 skipped', failures: ['a.test.ts › x: y'] },
  ]

  const { text, failed } = summarise(rows)

  expect(failed).toBe(2)
  expect(text.split('\n').at(-1)).toBe('121 passed, 2 failed')
  expect(text).toContain('✗ unit')
  expect(text).toContain('1 min 1 s')
  expect(text).toContain('✗ unit: a.test.ts › x: y')
})

describe('what failed', () => {
  const report = { ...green, testResults: [file, broken, { ...file, status: 'failed', assertionResults: [failed] }] }

  it('is named with its file and its first line', () => {
    expect(describeFailures(report, '/clone')).toEqual([
      'a.test.ts: no such module',
      'b.test.ts › a lane ends once: two ends',
    ])
    expect(failedFiles(report)).toEqual(['/clone/a.test.ts', '/clone/b.test.ts'])
  })

  it('counts as passed once it has passed by itself, and stays named', () => {
    const first = { name: 'unit', passed: 3, failed: 1, tookMs: 10, note: '', failures: ['b.test.ts › x: two ends'] }
    const second = { passed: 1, failed: 0, tookMs: 5, note: '' }

    expect(afterSecondChance(first, second)).toEqual({
      ...{ name: 'unit', passed: 4, failed: 0, tookMs: 15, failures: [] },
      note: 'passed only when run again: b.test.ts › x: two ends',
    })
    expect(afterSecondChance(first, { ...second, failed: 1 })).toMatchObject({ passed: 3, failed: 1 })
  })
})
