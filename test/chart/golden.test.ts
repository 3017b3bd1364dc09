import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { chart, type Manifest, readValuesFile, renderChart, renderRaw } from './render-chart.ts'
import { describeWith, findTool, helmNeeds, root, run } from './tools.ts'

const list = (folder: string) => readdirSync(join(root, folder)).map((name) => readValuesFile(join(folder, name)))
const cases = list('test/chart/cases')
const minimal = readValuesFile('test/chart/cases/minimal.yaml')

// `npm run test:chart -- -u` writes the expected files after a change that is meant.
describeWith(helmNeeds, 'values of the chart', () => {
  it.each(cases)('give what is expected: $path', async ({ path, files }) => {
    const manifests = await renderChart(files)
    const base = path === minimal.path ? [] : await renderChart(minimal.files)

    await expect(difference(base, manifests)).toMatchFileSnapshot(join('expected', basename(path)))
  })

  it.each(cases)('pass the linter: $path', async ({ files }) => {
    const values = files.flatMap((file) => ['--values', file])

    const { code, stdout } = await run(findTool('helm'), [
      'lint',
      '--strict',
      chart,
      '--kube-version',
      '1.34.0',
      ...values,
    ])

    expect(code, stdout).toBe(0)
  })

  it.each(list('test/chart/failing'))('are refused in plain words: $path', async ({ files, refusals, secrets }) => {
    const { code, stdout, stderr } = await renderRaw(files)

    expect(refusals.length).toBeGreaterThan(0)
    expect(code).not.toBe(0)
    expect(stdout).toBe('')
    for (const refusal of refusals) expect(stderr).toContain(refusal)
    for (const secret of secrets) expect(stderr).not.toContain(secret)
    // What helm says when nobody has thought of a mistake.
    expect(stderr).not.toMatch(
      /does not match pattern|anyOf|oneOf|nil pointer|error calling|YAML parse error|wrong type/,
    )
  })

  it('leave no blanks at the ends of lines', async () => {
    const texts = await Promise.all(cases.map(async ({ files }) => (await renderRaw(files)).stdout))

    expect(
      texts
        .join('\n')
        .split('\n')
        .filter((line) => /\S\s+$/.test(line)),
    ).toEqual([])
  })
})

/** The objects that are new or other than in `base`, and the names of those that are gone: what these values change. */
function difference(base: readonly Manifest[], manifests: readonly Manifest[]): string {
  const known = new Map(base.map(({ id, text }) => [id, text]))
  const ids = new Set(manifests.map(({ id }) => id))
  const changed = manifests.filter(({ id, text }) => known.get(id) !== text).map(({ text }) => text)
  const gone = base.filter(({ id }) => !ids.has(id)).map(({ id }) => `# Not there: ${id}\n`)
  return [...gone, ...changed.map((text) => `---\n${text}`)].join('')
}
