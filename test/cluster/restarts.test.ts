import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RunEvent } from '#contract/event.ts'
import { remove } from './support/cluster.ts'
import { clusterTool } from './support/cluster-tools.ts'
import type { EventFollower } from './support/event-follower.ts'
import { eventually } from './support/eventually.ts'
import { type Installation, install } from './support/installation.ts'
import { describeOnCluster } from './support/needs.ts'

/** Where the cluster for tests keeps the process ids of its parts. */
const PARTS = process.env.AXOLOOM_TEST_CLUSTER_RUN ?? '/run/axoloom-testcluster'

describeOnCluster('a race, while parts of the cluster are killed under it', () => {
  let installation: Installation
  beforeAll(async () => {
    // slow enough that each blow falls in the middle
    installation = await install({ name: 'restarts', pace: 3, isDataKept: true })
  })
  afterAll(() => installation?.close())

  it('goes on when the API’s pod is deleted: the next one takes over, nothing is lost or doubled', async () => {
    const { id, follower } = await raceInTheMiddle(installation)
    const [pod] = await installation.apiPods()
    await remove('pod', installation.namespace, pod?.metadata?.name ?? '', { isAwaited: false, gracePeriodS: 0 })

    await expectWholeRace(installation, id, follower)
    expect(follower.reconnects).toBeGreaterThan(0)
  })

  it.each(['kubelet', 'apiserver'])('goes on when the %s is killed and comes back', async (part) => {
    const { id, follower } = await raceInTheMiddle(installation)
    const pid = Number(await readFile(`${PARTS}/${part}.pid`, 'utf8'))
    process.kill(pid, 'SIGKILL')
    await eventually(`${part} is gone`, async () => !isAlive(pid))
    await clusterTool('up', [])

    await expectWholeRace(installation, id, follower)
  })

  it('loses one lane and no other when a pod is killed', async () => {
    const { id, follower } = await raceInTheMiddle(installation)
    const { job, pod } = follower.of('attempt-start').find(({ variation }) => variation === 1)?.data.where.details ?? {}
    expect(job).toBe(`axoloom-${id}-v1-a1`)
    await remove('pod', installation.agentsNamespace, pod ?? '', { isAwaited: false, gracePeriodS: 0 })

    const end = await follower.untilSeen('attempt-end', ({ variation }) => variation === 1, 15_000)
    expect(end.data).toMatchObject({ outcome: 'failed', reason: 'deleted', isRetryable: true })
    expect((await follower.untilSeen('run-end')).data.outcome).toBe('partial')
    await installation.api.retry(id, 1)
    const again = await follower.until('the second end', () => follower.of('run-end')[1])
    expect(again.data.outcome).toBe('succeeded')
  })
})

async function raceInTheMiddle({ api }: Installation): Promise<{ id: string; follower: EventFollower }> {
  const { id } = await api.postRun({ variations: 3 })
  const follower = api.follow(id)
  await follower.until('every lane thinks', () => lanesOf(follower, 'thought-delta').size === 3)
  return { id, follower }
}

async function expectWholeRace({ api }: Installation, id: string, follower: EventFollower): Promise<void> {
  const end = await follower.untilSeen('run-end', undefined, 120_000)
  expect(end.data.outcome).toBe('succeeded')
  for (const type of ['attempt-start', 'artifact', 'attempt-end'] as const) {
    expect(follower.of(type).map(({ variation }) => variation)).toHaveLength(3)
  }
  expect(follower.of('log-gap')).toEqual([])
  // the same to a reader that comes late; density was seen on the way
  const late = api.follow(id)
  await late.untilSeen('run-end')
  expect(late.events).toEqual(follower.events)
}

function lanesOf(follower: EventFollower, type: RunEvent['type']): Set<number | null> {
  return new Set(follower.events.filter((event) => event.type === type).map(({ variation }) => variation))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
