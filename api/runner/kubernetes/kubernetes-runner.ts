import { type AttemptRef, type AttemptSpec, type AttemptStatus, LaunchDelayedError, type Runner } from '../runner.ts'
import type { AgentPodSettings } from './agent-pod-settings.ts'
import type { ClusterView, JobObjects } from './cluster-view.ts'
import { followAgent } from './follow-agent.ts'
import { byAddress } from './gateway-address.ts'
import { fillJob } from './job-manifest.ts'
import { statusOf } from './job-status.ts'
import type { JobTemplate } from './job-template.ts'
import type { KubeApi } from './kube-api.ts'
import { launchDelay } from './launch-delay.ts'
import { jobName, readRef } from './names.ts'
import { isPodAlive } from './pod-life.ts'
import { PolicyRefusals } from './policy-refusals.ts'

export interface KubernetesRunnerOptions {
  readonly api: KubeApi
  readonly view: ClusterView
  /** Id of this installation: in every label and every selector. */
  readonly installation: string
  readonly template: JobTemplate
  readonly settings: AgentPodSettings
  /** Most bytes an attempt may print. */
  readonly outputLimitBytes?: number
  /** How long a refusal by an admission policy is taken for one that passes. */
  readonly policyPatienceMs?: number
}

const OUTPUT_LIMIT_BYTES = 10_485_760

/** Runs each attempt as a job. What it knows of one is what the cluster says now, and the little that a deletion takes with it. */
export function createKubernetesRunner(options: KubernetesRunnerOptions): Runner {
  const { api, view, outputLimitBytes = OUTPUT_LIMIT_BYTES } = options
  const overLimit = new Set<string>()
  const refusals = new PolicyRefusals(options.policyPatienceMs)
  const present = (ref: AttemptRef) => levelOf(view.objectsOf(jobName(ref)), view, api.namespace)
  const stop = (ref: AttemptRef) => stopJob(api, view, ref)

  return {
    kind: 'kubernetes',
    launch: (spec) => launchJob(options, refusals, spec),
    async *watch(ref, signal) {
      for await (const status of watchJob(view, ref, () => present(ref), signal)) {
        yield overLimit.has(ref.attemptId) ? overLimitStatus(status, outputLimitBytes) : status
        // only the end of what cannot start leaves something that still tries
        if (status.phase === 'ended' && present(ref).isGivenUp) await stop(ref)
      }
    },
    follow: (ref, from, signal) => {
      const onLimit = async () => {
        overLimit.add(ref.attemptId)
        await stop(ref)
      }
      const followed = { outputLimitBytes, onLimit, present: () => present(ref) }
      return followAgent(api, view, ref, from, followed, signal)
    },
    stop,
    async remove(ref) {
      const name = jobName(ref)
      await stop(ref)
      // what a stop has deleted is not deleted again
      if (view.objectsOf(name).job !== null || !view.isSynced()) await api.deleteJob(name, NEVER)
      view.forget(name)
      overLimit.delete(ref.attemptId)
    },
    async list() {
      await view.ready(NEVER)
      return view.jobNames().flatMap((name) => {
        const objects = view.objectsOf(name)
        const ref = readRef(objects.job?.metadata ?? objects.pods.at(-1)?.pod.metadata)
        return ref === null ? [] : [{ ref, status: levelOf(objects, view, api.namespace).status ?? starting }]
      })
    },
  }
}

const NEVER = new AbortController().signal
const starting: AttemptStatus = { phase: 'waiting', reason: 'capacity', message: 'The agent is being started.' }

function levelOf(objects: JobObjects, view: ClusterView, namespace: string) {
  return statusOf(objects, { nowMs: Date.now(), isSynced: view.isSynced(), namespace })
}

async function launchJob(options: KubernetesRunnerOptions, refusals: PolicyRefusals, spec: AttemptSpec): Promise<void> {
  const { api, view, template, settings, installation } = options
  const name = jobName(spec)
  try {
    const gatewayUrl = await byAddress(spec.gatewayUrl)
    const job = fillJob(template, { ...spec, gatewayUrl }, settings, installation)
    view.noteCreated(await api.createJob(job, NEVER))
    refusals.forget(name)
  } catch (error) {
    const delay = launchDelay(error, refusals.mayPass(name, error))
    if (delay === 'exists') view.noteCreated(await api.getJob(name, NEVER))
    else if (delay !== null)
      throw new LaunchDelayedError(delay.reason, delay.message, { retryMs: delay.retryMs, cause: error })
    else {
      refusals.forget(name)
      throw error
    }
  }
}

async function* watchJob(
  view: ClusterView,
  ref: AttemptRef,
  present: () => ReturnType<typeof statusOf>,
  signal: AbortSignal,
): AsyncGenerator<AttemptStatus> {
  const changes = view.changes(jobName(ref))
  let told = ''
  try {
    await view.ready(signal)
    while (!signal.aborted) {
      const { status, recheckMs } = present()
      const telling = JSON.stringify(status)
      if (status !== null && telling !== told) {
        told = telling
        yield status
        if (status.phase === 'ended') return
      }
      await changes.next(recheckMs, signal)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    changes.close()
  }
}

function overLimitStatus(status: AttemptStatus, limitBytes: number): AttemptStatus {
  if (status.phase !== 'ended') return status
  return { ...status, reason: 'output-limit', message: `The agent printed more than ${limitBytes} bytes.` }
}

async function stopJob(api: KubeApi, view: ClusterView, ref: AttemptRef): Promise<void> {
  const name = jobName(ref)
  await view.ready(NEVER)
  const changes = view.changes(name)
  try {
    if (hasStopped(view.objectsOf(name))) return
    await api.deleteJob(name, NEVER)
    while (
      !isGone(view.objectsOf(name)) &&
      levelOf(view.objectsOf(name), view, api.namespace).status?.phase !== 'ended'
    ) {
      await changes.next(RECHECK_MS, NEVER)
    }
  } finally {
    changes.close()
  }
}

/** A node that is lost never says that its pods have ended; the level does, after a while. */
const RECHECK_MS = 5000

/** Nothing runs, and the job starts nothing more by itself. */
function hasStopped({ job, pods }: JobObjects): boolean {
  if (pods.some(isPodAlive)) return false
  if (job === null) return true
  return (job.status?.conditions ?? []).some(
    ({ type, status }) => status === 'True' && /^(Complete|Failed)$/.test(type),
  )
}

function isGone({ job, pods }: JobObjects): boolean {
  return job === null && !pods.some(isPodAlive)
}
