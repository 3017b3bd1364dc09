import { expect } from 'vitest'
import type { RunEvent } from '#contract/event.ts'
import type { WirePod } from '../../../api/runner/kubernetes/wire.ts'
import { exec, kubectl, list } from './cluster.ts'
import { eventually } from './eventually.ts'
import type { Performance, Stage } from './stage.ts'

/** How soon a person is told what Kubernetes knows. */
export const TOLD_MS = 10_000

/** When the API said it. */
export const atMs = ({ at }: RunEvent) => Date.parse(at)

/** Fails when it was said too late. `knownMs`: by the clock of the cluster, which is this machine's, in whole seconds. */
export function expectTold(event: RunEvent, knownMs: number): void {
  expect(atMs(event) - knownMs).toBeLessThan(TOLD_MS)
}

/** Waits for the first end of an attempt. */
export function endOf({ events }: Performance, timeoutMs?: number): Promise<AttemptEnd> {
  return events.untilSeen('attempt-end', undefined, timeoutMs)
}
type AttemptEnd = Extract<RunEvent, { type: 'attempt-end' }>

/** Waits until an agent says that it plays, and gives its lane. */
export async function untilPlaying(
  { events }: Performance,
  isIt = (_lane: number) => true,
  timeoutMs?: number,
): Promise<number> {
  const said = await events.untilSeen(
    'log',
    ({ variation, data }) => isIt(variation ?? -1) && data.text === 'waiting',
    timeoutMs,
  )
  return said.variation ?? -1
}

/** Lets the agent of a lane go on that plays `wait`. */
export async function letGo(stage: Stage, run: Performance, lane: number | null): Promise<void> {
  const [pod] = await stage.pods(run, lane ?? undefined)
  await exec({ namespace: stage.namespace, pod: nameOf(pod), container: 'agent' }, ['touch', '/tmp/go'])
}

export const nameOf = (pod: WirePod | undefined) => pod?.metadata?.name ?? ''

/** When an event of this reason was first seen in the namespace. */
export async function eventMs({ namespace }: Stage, reason: string): Promise<number> {
  const events = (await list('events', namespace)).filter((event) => event.reason === reason)
  const times = events.map(({ firstTimestamp, eventTime, metadata }) =>
    Date.parse(firstTimestamp ?? eventTime ?? metadata.creationTimestamp ?? ''),
  )
  if (times.length === 0) throw new Error(`No event ${reason}: ${await kubectl(['get', 'events', '-n', namespace])}`)
  return Math.min(...times)
}

/** When the kubelet saw the end of the agent. */
export async function endedMs(stage: Stage, run: Performance): Promise<number> {
  const [pod] = await stage.pods(run)
  return Date.parse(pod?.status?.containerStatuses?.[0]?.state?.terminated?.finishedAt ?? '')
}

/** Waits until the cluster has neither a Job nor a pod of a run. */
export async function expectNothingLeft(stage: Stage, run: Performance): Promise<void> {
  const left = async () => [...(await stage.jobs(run)), ...(await stage.pods(run))]
  await eventually('nothing is left of the run', async () => (await left()).length === 0)
}
