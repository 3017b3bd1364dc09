import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RunEvent } from '#contract/event.ts'
import { kubectl, list } from './support/cluster.ts'
import { eventually } from './support/eventually.ts'
import { type Installation, install } from './support/installation.ts'
import { describeOnCluster } from './support/needs.ts'

describeOnCluster('a race on the cluster', () => {
  let installation: Installation
  beforeAll(async () => {
    installation = await install({ name: 'race' })
  })
  afterAll(() => installation?.close())

  it('of four designs by four Jobs, is followed from outside and ends with a pick', async () => {
    const { api, agentsNamespace } = installation
    const { id } = await api.postRun({ variations: 4 })
    const follower = api.follow(id)
    const end = await follower.untilSeen('run-end', undefined, 120_000)

    expect(end.data.outcome).toBe('succeeded')
    expect(follower.of('attempt-start').map(({ data }) => data.runner)).toEqual(Array(4).fill('kubernetes'))
    expect(await pictures(installation, id)).toEqual(Array(4).fill('image/png'))
    expect(await api.pick(id, 2)).toMatchObject({ variation: 2, attempt: 1 })
    await follower.untilSeen('pick')

    const jobs = await list('jobs', agentsNamespace, `axoloom.dev/run=${id}`)
    expect(jobs.map(({ metadata }) => metadata?.name).toSorted()).toEqual(
      [0, 1, 2, 3].map((index) => `axoloom-${id}-v${index}-a1`),
    )
    expect(jobs.map(({ metadata }) => metadata?.labels)).toEqual(
      jobs.map(() =>
        expect.objectContaining({
          'app.kubernetes.io/name': 'axoloom-agent',
          'axoloom.dev/run': id,
          'axoloom.dev/attempt': '1',
          'axoloom.dev/installation': expect.stringMatching(/^[0-9a-z]{26}$/),
        }),
      ),
    )
  })

  it('shows where each agent runs, with a command that prints its log', async () => {
    const { api } = installation
    const { id } = await api.postRun({ variations: 1 })
    const follower = api.follow(id)
    await follower.untilSeen('run-end')
    const { where } = follower.of('attempt-start')[0]?.data ?? {}

    expect(Object.keys(where?.details ?? {})).toEqual(['namespace', 'job', 'pod', 'node'])
    const printed = await kubectl(where?.command?.split(' ').slice(1) ?? [])
    const shown = follower.events.filter(isPrinted).length
    expect(printed.trimEnd().split('\n')).toHaveLength(shown)
  })

  it('of twelve designs gives twelve pictures', async () => {
    const { api } = installation
    const { id } = await api.postRun({ variations: 12 })
    const follower = api.follow(id)
    await follower.untilSeen('run-end', undefined, 240_000)

    expect(follower.of('attempt-end').map(({ data }) => data)).toEqual(Array(12).fill({ outcome: 'succeeded' }))
    expect(await pictures(installation, id)).toEqual(Array(12).fill('image/png'))
  })

  it('leaves nothing in the namespace once its run is deleted', async () => {
    const { api, agentsNamespace } = installation
    const { id } = await api.postRun({ variations: 2 })
    await api.follow(id).untilSeen('run-end')
    expect(await list('jobs', agentsNamespace, `axoloom.dev/run=${id}`)).toHaveLength(2)
    await api.remove(id)

    const isOfRun = `axoloom.dev/run=${id}`
    const left = async () => [
      ...(await list('jobs', agentsNamespace, isOfRun)),
      ...(await list('pods', agentsNamespace, isOfRun)),
    ]
    await eventually('the Jobs and pods are gone', async () => (await left()).length === 0)
  })
})

/** Media types of the last picture of each variation, as a browser would get them. */
async function pictures({ api }: Installation, runId: string): Promise<(string | null)[]> {
  const { variations } = await api.run(runId)
  return Promise.all(
    variations.map(async ({ artifacts }) => {
      const answer = await api.fetch(artifacts.at(-1)?.href ?? '/none')
      const bytes = Buffer.from(await answer.arrayBuffer())
      return bytes.subarray(1, 4).toString() === 'PNG' ? answer.headers.get('content-type') : null
    }),
  )
}

/** True for what an agent printed; the rest is the API's own word. */
function isPrinted({ type }: RunEvent): boolean {
  return ['step-start', 'step-end', 'thought-delta', 'design', 'log'].includes(type)
}
