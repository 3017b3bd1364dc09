import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JobTemplate } from '../../api/runner/kubernetes/job-template.ts'
import { remove } from './support/cluster.ts'
import { eventually } from './support/eventually.ts'
import { describeWithFixtures, loadFixturesImage } from './support/fixtures-image.ts'
import { Stage, withStage } from './support/stage.ts'
import { containerOf, limit } from './support/template-changes.ts'
import {
  atMs,
  endedMs,
  endOf,
  eventMs,
  expectNothingLeft,
  expectTold,
  letGo,
  nameOf,
  TOLD_MS,
  untilPlaying,
} from './support/told.ts'

/** How soon a person is told of a Job that was deleted by hand. */
const DELETION_TOLD_MS = 5000
/** Of the product's template. */
const GRACE_MS = 10_000
/** What a busy cluster needs to pass a deletion on, and to tell that it is done: 1 to 3 s were seen. */
const CLUSTER_MS = 6000
/** In a registry that nobody serves, at the node's own door: no other machine is asked. */
const UNKNOWN_IMAGE = '127.0.0.1:9/nobody/axoloom-agent:dev'

describeWithFixtures('what can happen to an agent in Kubernetes', () => {
  beforeAll(loadFixturesImage)

  // First what takes longest: each only waits for the cluster most of the time.
  describe.concurrent('before it begins', () => {
    it('an image that nobody has: waits, and fails after a minute of tries', () =>
      withStage({ name: 'no-image', env: { AGENT_IMAGE: UNKNOWN_IMAGE } }, async (stage) => {
        const run = await stage.play('wait')
        const waiting = await run.events.untilSeen('attempt-wait', ({ data }) => /cannot/.test(data.message))
        const text = `The image ${UNKNOWN_IMAGE} cannot be pulled; Kubernetes tries again. Kubernetes: `
        expect(waiting.data).toEqual({ reason: 'image-pull', message: expect.stringContaining(text) })
        expect(waiting.data.message).toContain('connection refused')
        const failedAtMs = await eventMs(stage, 'Failed')
        expectTold(waiting, failedAtMs)

        const end = await endOf(run, 90_000)
        expect(end.data).toMatchObject({ outcome: 'failed', reason: 'image-unavailable', isRetryable: true })
        expect(end.data.message).toMatch(`The image ${UNKNOWN_IMAGE} cannot be pulled. Kubernetes: `)
        expectTold(end, failedAtMs + 60_000)
        expect(atMs(end)).toBeGreaterThanOrEqual(failedAtMs + 60_000)
        await expectNothingLeft(stage, run)
      }))

    it('a quota of one pod: the second lane waits, and goes on when the first has ended', () =>
      withStage({ name: 'quota', mostPods: 1 }, async (stage) => {
        const run = await stage.play('wait', 'wait')
        const waiting = await run.events.untilSeen('attempt-wait', ({ data }) => /quota/.test(data.message))
        expect(waiting.data).toEqual({
          reason: 'capacity',
          message: 'The quota few-pods of the namespace is used up: pods 1 of 1.',
        })
        expectTold(waiting, await eventMs(stage, 'FailedCreate'))
        const first = await untilPlaying(run, (lane) => lane !== waiting.variation)

        await letGo(stage, run, first)
        await run.events.untilSeen('attempt-end', ({ variation }) => variation === first)
        await untilPlaying(run, (lane) => lane === waiting.variation, 90_000)
        await letGo(stage, run, waiting.variation)
        await run.events.untilSeen('run-end')
        expect(run.events.of('attempt-end').map(({ data }) => data.message)).toEqual(Array(2).fill('The play is over.'))
      }))

    it('a name of an image that is none: fails at once', () =>
      withStage({ name: 'bad-name', env: { AGENT_IMAGE: 'Axoloom/Agent:dev' } }, async (stage) => {
        const run = await stage.play('wait')
        const end = await endOf(run)
        expect(end.data).toMatchObject({ outcome: 'failed', reason: 'image-unavailable' })
        expect(end.data.message).toMatch(
          /^The image Axoloom\/Agent:dev cannot be used\. Kubernetes: .*invalid reference/,
        )
        expectTold(end, await eventMs(stage, 'InspectFailed'))
        await expectNothingLeft(stage, run)
      }))

    it('a program that the image does not have: fails at once', () =>
      withStage(
        { name: 'no-program', change: (job) => (containerOf(job).command = ['/no/such/program']) },
        async (stage) => {
          const run = await stage.play('wait')
          const end = await endOf(run)
          expect(end.data).toMatchObject({ outcome: 'failed', reason: 'config', isRetryable: false })
          expect(end.data.message).toMatch(/^The agent could not be started\. Kubernetes: .*\/no\/such\/program/)
          expectTold(end, await endedMs(stage, run))
        },
      ))

    it('a user that the node does not allow: fails at once', () =>
      withStage({ name: 'root', isRestricted: false, change: asRoot }, async (stage) => {
        const run = await stage.play('wait')
        const end = await endOf(run)
        expect(end.data).toMatchObject({ outcome: 'failed', reason: 'config' })
        expect(end.data.message).toMatch(/^The agent could not be started\. Kubernetes: .*non-root/)
        expectTold(end, await eventMs(stage, 'Failed'))
        await expectNothingLeft(stage, run)
      }))

    it('a pod that the namespace does not allow: fails at once', () =>
      withStage({ name: 'insecure', change: (job) => (job.spec.template.spec.hostNetwork = true) }, async (stage) => {
        const run = await stage.play('wait')
        const end = await endOf(run)
        expect(end.data).toMatchObject({ outcome: 'failed', reason: 'config' })
        expect(end.data.message).toMatch(
          /^The cluster does not allow the pod of the agent\. Kubernetes: violates PodSec/,
        )
        expectTold(end, await eventMs(stage, 'FailedCreate'))
        await expectNothingLeft(stage, run)
      }))

    it('a volume that is not there: says what the node complains about', () =>
      withStage({ name: 'no-volume', change: withMissingVolume }, async (stage) => {
        const run = await stage.play('wait')
        const waiting = await run.events.untilSeen('attempt-wait', ({ data }) => /configmap/.test(data.message))
        expect(waiting.data.reason).toBe('capacity')
        expect(waiting.data.message).toMatch(
          /^The agent is being started on node \S+\. Kubernetes: .*"nobody" not found/,
        )
        expectTold(waiting, await eventMs(stage, 'FailedMount'))
        await stage.api.cancel(run.id)
        expect((await endOf(run)).data.outcome).toBe('cancelled')
        await expectNothingLeft(stage, run)
      }))

    it('labels that no node has: waits in plain words, and fails when it waited too long', () =>
      withStage(
        { name: 'no-node', env: { AGENT_NODE_SELECTOR: 'axoloom.test/nobody=has', QUEUE_DEADLINE_S: '8' } },
        async (stage) => {
          const run = await stage.play('wait')
          const waiting = await run.events.untilSeen('attempt-wait', ({ data }) => /node/.test(data.message))
          expect(waiting.data).toEqual({
            reason: 'capacity',
            message: 'No node can take the agent: the only one lacks the labels that agents ask for.',
          })
          expectTold(waiting, await eventMs(stage, 'FailedScheduling'))
          const end = await endOf(run)
          expect(end.data).toMatchObject({ outcome: 'failed', reason: 'queue-deadline' })
          expectTold(end, atMs(await run.events.untilSeen('attempt-queue')) + 8000)
          await expectNothingLeft(stage, run)
        },
      ))
  })

  describe.concurrent('while it works', () => {
    let stage: Stage
    beforeAll(async () => {
      stage = await Stage.open({ name: 'fates', change: withLittle })
    })
    afterAll(() => stage?.close())

    it('evicted for its use of disk: retried twice, and not again', async () => {
      const run = await stage.play('fill-disk 2048')
      const end = await run.events.untilSeen('run-end', undefined, 120_000)
      expect(end.data.outcome).toBe('failed')
      expect(run.events.of('attempt-queue').map(({ data }) => data.cause)).toEqual([
        'first',
        'disruption',
        'disruption',
      ])
      const ends = run.events.of('attempt-end')
      expect(ends.map(({ data }) => data.reason)).toEqual(['evicted', 'evicted', 'evicted'])
      expect(ends[0]?.data.message).toMatch(/used more disk than it may\. Kubernetes: .*ephemeral.* limit/)
      expect(run.events.of('attempt-start').length).toBe(3)
    })

    it('out of memory', async () => {
      const run = await stage.play('eat-memory')
      const end = await endOf(run)
      expect(end.data).toMatchObject({
        outcome: 'failed',
        reason: 'oom',
        message: 'The agent used more memory than it may and was stopped.',
        isRetryable: true,
      })
      expectTold(end, await endedMs(stage, run))
    })

    it('an exit code', async () => {
      const run = await stage.play('exit 7')
      const end = await endOf(run)
      expect(end.data).toMatchObject({ reason: 'agent-exit', message: 'The agent ended with exit code 7.' })
      expectTold(end, await endedMs(stage, run))
      const { data } = await run.events.untilSeen('attempt-start')
      const [pod] = await stage.pods(run)
      const { name = '' } = pod?.metadata ?? {}
      expect(data.where).toEqual({
        text: `pod ${name} on node ${pod?.spec?.nodeName}`,
        command: `kubectl logs -f -n ${stage.namespace} ${name} -c agent`,
        details: {
          namespace: stage.namespace,
          job: `axoloom-${run.id}-v0-a1`,
          pod: name,
          node: pod?.spec?.nodeName,
        },
      })
    })

    it('its pod deleted by hand', async () => {
      const run = await stage.play('wait')
      await untilPlaying(run)
      const [pod] = await stage.pods(run)
      const deletedAtMs = Date.now()
      await remove('pod', stage.namespace, nameOf(pod), { isAwaited: false })
      const end = await endOf(run)
      expect(end.data).toMatchObject({
        outcome: 'failed',
        reason: 'deleted',
        message: 'The pod of the agent was deleted before it was done.',
      })
      expect(atMs(end) - deletedAtMs).toBeLessThan(TOLD_MS)
    })

    it('its Job deleted by hand', async () => {
      const run = await stage.play('wait')
      await untilPlaying(run)
      const deletedAtMs = Date.now()
      await remove('job', stage.namespace, `axoloom-${run.id}-v0-a1`, { isAwaited: false })
      const end = await endOf(run)
      expect(end.data).toMatchObject({
        outcome: 'failed',
        reason: 'deleted',
        message: 'The Job of the agent was deleted before it was done.',
      })
      expect(atMs(end) - deletedAtMs).toBeLessThan(DELETION_TOLD_MS)
      expect(run.events.of('log').map(({ data }) => data.text)).toContain('waiting')
    })

    it('one lane cancelled: its pod is gone within its grace time, the other lane goes on', async () => {
      const run = await stage.play('stubborn', 'wait')
      await Promise.all([untilPlaying(run, (lane) => lane === 0), untilPlaying(run, (lane) => lane === 1)])
      const cancelledAtMs = Date.now()
      await stage.api.cancelVariation(run.id, 0)
      await eventually('the pod is gone', async () => (await stage.pods(run, 0)).length === 0, { timeoutMs: 30_000 })
      expect(Date.now() - cancelledAtMs).toBeLessThan(GRACE_MS + CLUSTER_MS)
      const cancelled = await run.events.untilSeen('attempt-end')
      expect(cancelled).toMatchObject({ variation: 0, data: { outcome: 'cancelled' } })
      expect((await stage.pods(run, 1)).map(({ status }) => status?.phase)).toEqual(['Running'])
      await letGo(stage, run, 1)
      await run.events.untilSeen('run-end')
    })

    it('a run deleted: nothing of it is left in the namespace', async () => {
      const run = await stage.play('exit 0', 'exit 1')
      await run.events.untilSeen('run-end')
      expect((await stage.jobs(run)).length).toBe(2)
      await run.events.close()
      await stage.api.remove(run.id)
      await expectNothingLeft(stage, run)
    })

    it('longer at work than it may', () =>
      withStage({ name: 'deadline', env: { ATTEMPT_DEADLINE_S: '3' } }, async (own) => {
        const run = await own.play('wait')
        const started = await run.events.untilSeen('attempt-start')
        const end = await endOf(run)
        expect(end.data).toMatchObject({
          outcome: 'failed',
          reason: 'deadline',
          message: 'The agent took longer than it may.',
        })
        expect(atMs(end) - atMs(started)).toBeGreaterThanOrEqual(2900)
        expectTold(end, atMs(started) + 3000)
        await expectNothingLeft(own, run)
      }))
  })
})

function asRoot({ spec }: JobTemplate): void {
  spec.template.spec.securityContext = { runAsNonRoot: true, runAsUser: 0 }
}

function withMissingVolume(template: JobTemplate): void {
  template.spec.template.spec.volumes?.push({ name: 'absent', configMap: { name: 'nobody' } })
  containerOf(template).volumeMounts?.push({ name: 'absent', mountPath: '/absent' })
}

function withLittle(template: JobTemplate): void {
  limit(template, 'memory', '128Mi')
  limit(template, 'ephemeral-storage', '1Mi')
}
