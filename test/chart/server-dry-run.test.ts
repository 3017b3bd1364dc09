import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kube, remove, uniqueName } from './cluster.ts'
import { chart, readValuesFile, release, renderChart } from './render-chart.ts'
import { clusterNeeds, describeWith, findTool, root, run, runWell } from './tools.ts'

const folder = 'test/chart/cases'
const cases = readdirSync(join(root, folder)).map((name) => readValuesFile(join(folder, name)))
const minimal = readValuesFile(join(folder, 'minimal.yaml'))
const production = readValuesFile(join(folder, 'production.yaml'))

describeWith(clusterNeeds, 'a real API server', () => {
  const namespace = uniqueName('chart-release')
  const agents = uniqueName('chart-dry')
  const options = { namespace, sets: [`agents.namespace=${agents}`] }

  // A namespace that is only tried does not exist for what is to be in it.
  beforeAll(async () => {
    const labels = { 'pod-security.kubernetes.io/warn': 'restricted' }
    const items = [namespace, agents].map((name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels },
    }))
    await runWell(findTool('kubectl'), ['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))
  })

  afterAll(() => remove(`namespace/${namespace}`, `namespace/${agents}`))

  it.each(cases)('takes every object, knows every field, and warns of nothing: $path', async ({ path, files }) => {
    const manifests = await renderChart(files, options)
    const text = manifests.map((manifest) => manifest.text.replace('(made at random)', 'bWFkZQ==')).join('\n---\n')

    const command = ['apply', '--server-side', '--force-conflicts', '--dry-run=server', '--validate=strict', '-f', '-']
    const { code, stdout, stderr } = await kube(command, text)

    expect(code, stderr).toBe(0)
    expect(stdout.match(/\(server dry run\)$/gm)).toHaveLength(manifests.length)
    // A folder of the node is what Pod Security is right to warn of; it is for tests.
    if (path.endsWith('/open.yaml')) expect(stderr).toMatch(/^Warning: .*hostPath/)
    else expect(stderr).toBe('')
  })

  it('is told of a field that nobody knows', async () => {
    const manifests = await renderChart(minimal.files, options)
    const service = manifests.find(({ id }) => id === `Service ${namespace}/axoloom`)?.text ?? ''

    const { code, stderr } = await kube(
      ['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', '-'],
      service.replace('spec:\n', 'spec:\n  replicas: 2\n'),
    )

    expect(code).not.toBe(0)
    expect(stderr).toContain('field not declared in schema')
  })

  it('gets notes that say what to do next', async () => {
    const notes = await notesOf(minimal.files)

    expect(notes).toContain(`kubectl -n ${namespace} rollout status deployment/axoloom-api`)
    expect(notes).toContain(`kubectl -n ${namespace} port-forward service/axoloom 8000:8000`)
    expect(notes).toContain('--set settings.requireNetworkPolicy=true')
    expect(await notesOf(production.files)).toContain('Open https://axoloom.example')
  })

  it('keeps the key that was made, and the command of the notes shows it', async () => {
    const key = 'made-at-the-first-installation'
    await kube(['create', 'secret', 'generic', 'axoloom-keys', '-n', namespace, `--from-literal=keys=${key}`])
    await kube(['label', 'secret', 'axoloom-keys', '-n', namespace, 'app.kubernetes.io/managed-by=Helm'])
    const owner = [`meta.helm.sh/release-name=${release}`, `meta.helm.sh/release-namespace=${namespace}`]
    await kube(['annotate', 'secret', 'axoloom-keys', '-n', namespace, ...owner])

    const { manifest, notes } = await dryInstall(minimal.files)
    const command = /^ {3}kubectl (.*get secret.*)$/m.exec(notes)?.[1] ?? ''
    const shown = await run('/bin/sh', ['-c', `"$0" ${command}`, findTool('kubectl') ?? ''])

    expect(manifest).toContain(`keys: ${Buffer.from(key).toString('base64')}\n`)
    expect(shown.stdout, shown.stderr).toBe(`${key}\n`)
  })

  async function notesOf(files: readonly string[]): Promise<string> {
    return (await dryInstall(files)).notes
  }

  async function dryInstall(files: readonly string[]): Promise<{ manifest: string; notes: string }> {
    // Without the agents' namespace, which helm would find in the hands of somebody else.
    const sets = ['--set', `agents.namespace=${agents}`, '--set', 'agents.createNamespace=false']
    const values = [...files.flatMap((file) => ['--values', file]), ...sets]
    const args = ['install', release, chart, '--namespace', namespace, '--dry-run=server', ...values]
    const [manifest = '', notes = ''] = (await runWell(findTool('helm'), args)).split('\nNOTES:\n')
    return { manifest, notes }
  }
})
