import { ulid } from 'ulid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JobTemplate } from '../../api/runner/kubernetes/job-template.ts'
import { jobName, selectorOf } from '../../api/runner/kubernetes/names.ts'
import type { AttemptRef, AttemptStatus, Runner } from '../../api/runner/runner.ts'
import { type KubernetesRunners, openRunners, testTemplate } from '../api/runner/kubernetes/kubernetes-harness.ts'
import { type AgentFixture, describeRunner, type RunnerHarness } from '../api/runner/runner-conformance.ts'
import { newAttempt } from '../support/attempts.ts'
import { makeAgentsNamespace } from './support/agents-namespace.ts'
import { kubectl, list } from './support/cluster.ts'
import { eventually } from './support/eventually.ts'
import { describeWithFixtures, fixtureCommand, fixturesImage, loadFixturesImage } from './support/fixtures-image.ts'
import { removeNamespace } from './support/namespaces.ts'
import { containerOf, limit } from './support/template-changes.ts'

/** For an agent that does not listen: less patience than the product's, which these tests would only wait for. */
const GRACE_S = 1

describeWithFixtures('agents on a real cluster', () => {
  let namespace: string

  beforeAll(async () => {
    await loadFixturesImage()
    namespace = await makeAgentsNamespace('conformance')
  })
  afterAll(() => removeNamespace(namespace))

  /** Runners of an installation of its own: what others do in the same namespace must not matter. */
  async function openInstallation(): Promise<Installation> {
    const installation = ulid().toLowerCase()
    const kubeconfig = process.env.KUBECONFIG ?? ''
    const template = await testTemplate(GRACE_S)
    const runners = await openRunners({ kubeconfig, namespace, installation, template })
    return { installation, runners, createRunner: creatorOf(runners, template) }
  }

  async function makeHarness(): Promise<RunnerHarness> {
    const { installation, runners, createRunner } = await openInstallation()
    return {
      createRunner,
      killHard: (ref) => killPod(namespace, ref),
      async close() {
        await kubectl(['delete', 'jobs', '-n', namespace, '-l', selectorOf(installation), '--wait=false'])
        await runners.close()
      },
    }
  }

  describeRunner('kubernetes', makeHarness, {
    killedReason: 'deleted',
    memoryReason: 'oom',
    boundsUnfollowedOutput: false,
    keepsOutputAfterStop: false,
    hasNode: true,
  })

  describe('what only a cluster does', () => {
    it('ends an attempt at the deadline of its Job, also when no API is there to see it', async () => {
      const { runners, createRunner } = await openInstallation()
      const spec = newAttempt({ deadlineMs: 3000 })
      await createRunner('ignores-sigterm').launch(spec)
      await eventually('the Job has failed', () => hasFailed(namespace, spec))
      expect(await endOf(createRunner('ignores-sigterm'), spec)).toMatchObject({
        reason: 'deadline',
        message: 'The deadline of 3 s was over before the agent was done.',
      })
      await runners.close()
    })

    it('never lets two installations in one namespace see or touch each other’s attempts', async () => {
      const [ours, theirs] = await Promise.all([openInstallation(), openInstallation()])
      const our = newAttempt()
      const their = newAttempt({ runId: our.runId, variation: 1 })
      await Promise.all([ours.createRunner('waits').launch(our), theirs.createRunner('waits').launch(their)])
      const [ourRunner, theirRunner] = [ours.createRunner('waits'), theirs.createRunner('waits')]
      await Promise.all([untilRunning(ourRunner, our), untilRunning(theirRunner, their)])

      expect(idsOf(await ourRunner.list())).toEqual([our.attemptId])
      expect(idsOf(await theirRunner.list())).toEqual([their.attemptId])
      await ourRunner.stop(their)
      expect(await presentOf(theirRunner, their)).toMatchObject({ phase: 'running' })
      expect(await presentOf(ourRunner, their)).toMatchObject({ phase: 'ended', reason: 'deleted' })

      await ourRunner.remove(our)
      expect(await ourRunner.list()).toEqual([])
      expect(await presentOf(theirRunner, their)).toMatchObject({ phase: 'running' })
      expect((await list('pods', namespace, selectorOf(theirs.installation))).length).toBe(1)
      await theirRunner.remove(their)
      await Promise.all([ours.runners.close(), theirs.runners.close()])
    })
  })
})

interface Installation {
  readonly installation: string
  readonly runners: KubernetesRunners
  readonly createRunner: RunnerHarness['createRunner']
}

const creatorOf =
  (runners: KubernetesRunners, template: JobTemplate): RunnerHarness['createRunner'] =>
  (agent, options) =>
    runners.create(fixturesImage, { ...options, template: templateOf(template, agent) })

/** The product's template with another program, and where it eats memory with little of it. */
function templateOf(template: JobTemplate, agent: AgentFixture): JobTemplate {
  const own = structuredClone(template)
  containerOf(own).command = fixtureCommand(agent)
  if (agent === 'eats-memory') limit(own, 'memory', '96Mi')
  return own
}

async function killPod(namespace: string, ref: AttemptRef): Promise<void> {
  const ofJob = `batch.kubernetes.io/job-name=${jobName(ref)}`
  await kubectl(['delete', 'pods', '-n', namespace, '-l', ofJob, '--grace-period=0', '--force'])
}

async function hasFailed(namespace: string, ref: AttemptRef): Promise<boolean> {
  const jobs = await list('jobs', namespace, `axoloom.dev/run=${ref.runId}`)
  return jobs.some(({ status }) => status?.conditions?.some(({ type }) => type === 'Failed'))
}

async function untilRunning(runner: Runner, ref: AttemptRef): Promise<void> {
  for await (const { phase } of runner.watch(ref, new AbortController().signal)) if (phase === 'running') return
}

async function presentOf(runner: Runner, ref: AttemptRef): Promise<AttemptStatus | undefined> {
  for await (const status of runner.watch(ref, new AbortController().signal)) return status
  return undefined
}

async function endOf(runner: Runner, ref: AttemptRef): Promise<AttemptStatus | undefined> {
  let last: AttemptStatus | undefined
  for await (const status of runner.watch(ref, new AbortController().signal)) last = status
  return last
}

const idsOf = (listed: Awaited<ReturnType<Runner['list']>>) => listed.map(({ ref }) => ref.attemptId)
