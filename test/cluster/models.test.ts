import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { environmentOf, holdsInMemory, processesWith } from '../support/process-memory.ts'
import { apply, kubectl, list } from './support/cluster.ts'
import type { EventFollower } from './support/event-follower.ts'
import { type FakeBackEnds, startFakeBackEnds } from './support/fake-back-ends.ts'
import { type Installation, install } from './support/installation.ts'
import { describeOnCluster } from './support/needs.ts'

const KEY = 'sk-canary-83d1f0a6e2'
const RACE_MS = 180_000
const four = [0, 1, 2, 3]

describeOnCluster('models and pictures from back-ends in the cluster', () => {
  let backEnds: FakeBackEnds
  let installation: Installation
  beforeAll(async () => {
    backEnds = await startFakeBackEnds()
    installation = await installWith(backEnds)
  }, 180_000)
  afterAll(async () => {
    await Promise.all([installation?.close(), backEnds?.close()])
  })

  it('four lanes on Ollama and ComfyUI run to a pick, and say what they used', async () => {
    const { api } = installation
    const { id } = await api.postRun({ variations: 4, designer: 'ollama', renderer: 'comfyui' })
    const follower = api.follow(id)
    await follower.untilSeen('run-end', undefined, RACE_MS)

    expect(follower.of('attempt-end').map(({ data }) => data)).toEqual(four.map(() => ({ outcome: 'succeeded' })))
    expect(lanesOf(follower.of('thought-delta'))).toEqual(four)
    expect(lanesOf(follower.of('image-progress'))).toEqual(four)
    expect(lanesOf(follower.of('artifact').filter(({ data }) => data.kind === 'render'))).toEqual(four)
    expect(follower.of('usage').map(({ data }) => data.costUsd)).toEqual(Array(8).fill(0))
    expect(await api.pick(id, 1)).toMatchObject({ variation: 1, attempt: 1 })
    expect(await api.run(id)).toMatchObject({ usage: { calls: 8, costUsd: 0 }, pick: { variation: 1 } })
  })

  it('four lanes on Claude and ComfyUI have a cost, and the key is nowhere but in the API', async () => {
    const { api, agentsNamespace, dataDir } = installation
    const { id } = await api.postRun({ variations: 4, designer: 'claude', renderer: 'comfyui' })
    const follower = api.follow(id)
    await follower.untilSeen('image-progress', undefined, RACE_MS)
    const agents = await processesWith('AXOLOOM_TICKET=')
    const withKey = await Promise.all(agents.map(async (pid) => (await holdsKey(pid)) && pid))
    await follower.untilSeen('run-end', undefined, RACE_MS)

    expect(follower.of('attempt-end').map(({ data }) => data)).toEqual(four.map(() => ({ outcome: 'succeeded' })))
    expect((await api.run(id)).usage.costUsd).toBeGreaterThan(0)
    expect(agents.length).toBeGreaterThanOrEqual(four.length)
    expect(withKey.filter((pid) => pid !== false)).toEqual([])
    // The same look finds it where it has to be.
    const [server = 0] = await processesWith(KEY)
    expect(await holdsInMemory(server, KEY)).toBe(true)

    const specs = [await list('jobs', agentsNamespace), await list('pods', agentsNamespace)]
    const logs = await kubectl(['logs', '-n', agentsNamespace, '-l', `axoloom.dev/run=${id}`, '--tail=-1'])
    expect(logs.length).toBeGreaterThan(1000)
    const written = { specs: JSON.stringify(specs), logs, api: await installation.apiLog(), events: wordsOf(follower) }
    for (const [where, text] of Object.entries(written)) expect(text.includes(KEY), where).toBe(false)
    expect(await picturesWithKey(installation, follower)).toEqual([])
    expect(await filesWithKey(dataDir ?? '')).toEqual([])
  })
})

async function installWith({ urls }: FakeBackEnds): Promise<Installation> {
  const installation = await install({
    name: 'models',
    isDataKept: true,
    isReadyAwaited: false,
    values: {
      ollama: { url: urls.ollama, urlParallel: 2 },
      comfyui: { urls: [urls.comfyui] },
      anthropic: { existingSecret: 'claude', baseUrl: urls.claude },
      settings: { prices: { date: '2026-11-01', models: { 'claude/claude-haiku-5-5': { input: 1, output: 5 } } } },
    },
  })
  const metadata = { name: 'claude', namespace: installation.namespace }
  await apply([{ apiVersion: 'v1', kind: 'Secret', metadata, stringData: { 'api-key': KEY } }])
  await installation.untilReady()
  return installation
}

const wordsOf = ({ events }: EventFollower) => JSON.stringify(events)

const lanesOf = (events: readonly { readonly variation: number | null }[]) =>
  [...new Set(events.map(({ variation }) => variation))].toSorted()

async function holdsKey(pid: number): Promise<boolean> {
  return (await environmentOf(pid)).includes(KEY) || (await holdsInMemory(pid, KEY))
}

async function picturesWithKey({ api }: Installation, follower: EventFollower): Promise<string[]> {
  const hrefs = follower.of('artifact').map(({ data }) => `/v1/artifacts/${data.id}`)
  expect(hrefs.length).toBeGreaterThanOrEqual(8)
  const found = await Promise.all(
    hrefs.map(async (href) => {
      const answer = await api.fetch(href)
      return Buffer.from(await answer.arrayBuffer()).includes(KEY) ? [href] : []
    }),
  )
  return found.flat()
}

/** Files below a folder of this machine in which the key stands. */
async function filesWithKey(folder: string): Promise<string[]> {
  const found = promisify(execFile)('grep', ['-rla', KEY, folder])
  return found.then(({ stdout }) => stdout.split('\n').filter(Boolean)).catch(() => [])
}
