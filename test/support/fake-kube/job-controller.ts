import type { WireJob, WirePod } from '../../../api/runner/kubernetes/wire.ts'
import type { Change } from './object-store.ts'
import { isOwnedBy, isTerminal, kubeTime, nameOf, nameSuffix, namespaceOf, uidOf } from './objects.ts'
import type { World } from './world.ts'

/** How a job ends, as it is written into its conditions. */
interface Verdict {
  readonly type: 'Complete' | 'Failed'
  readonly reason: string
  readonly message: string
}

const complete: Verdict = {
  type: 'Complete',
  reason: 'CompletionsReached',
  message: 'Reached expected number of succeeded pods',
}
const exhausted: Verdict = {
  type: 'Failed',
  reason: 'BackoffLimitExceeded',
  message: 'Job has reached the specified backoff limit',
}
const late: Verdict = {
  type: 'Failed',
  reason: 'DeadlineExceeded',
  message: 'Job was active longer than specified deadline',
}

/** What of the cluster the controller acts on. */
export interface PodHands {
  /** Deletes with the pod's own grace time. */
  deletePod(pod: WirePod): void
}

/** Makes a pod for each job, and of what becomes of the pod the job's status; takes pods of deleted jobs away. */
export function startJobController(world: World, hands: PodHands): void {
  const unsubscribe = world.store.subscribe((change) => {
    world.later(world.timing.controllerMs, () => react(world, hands, change))
  })
  world.signal.addEventListener('abort', unsubscribe)
}

function react(world: World, hands: PodHands, { type, collection, object, before }: Change): void {
  if (collection === 'jobs') {
    const job = object as WireJob
    if (type === 'ADDED') begin(world, hands, job)
    if (type === 'DELETED') for (const pod of podsOf(world, job)) hands.deletePod(pod)
  }
  if (collection === 'pods') {
    const pod = object as WirePod
    const wasTerminal = before !== null && isTerminal(before as WirePod)
    if (wasTerminal || (type !== 'DELETED' && !isTerminal(pod))) return
    const job = world.store.all('jobs', namespaceOf(pod)).find((candidate) => isOwnedBy(pod, candidate))
    if (job !== undefined) settle(world, job, pod)
  }
}

function begin(world: World, hands: PodHands, job: WireJob): void {
  if (job.spec?.suspend === true) return
  change(world, job, (status) => {
    status.startTime = kubeTime(Date.now())
  })
  createPod(world, job)
  const deadlineS = job.spec?.activeDeadlineSeconds
  if (deadlineS !== undefined) world.later(deadlineS * 1000, () => failLate(world, hands, job))
}

/** What activeDeadlineSeconds does when they are over. */
export function failLate(world: World, hands: PodHands, given: WireJob): void {
  const job = world.store.get('jobs', namespaceOf(given), nameOf(given))
  if (job === null || uidOf(job) !== uidOf(given) || verdictOf(job) !== undefined) return
  world.note({ about: job, type: 'Warning', reason: late.reason, message: late.message, by: 'job-controller' })
  condition(world, job, 'FailureTarget', late)
  const active = podsOf(world, job).filter((pod) => !isTerminal(pod))
  for (const pod of active) hands.deletePod(pod)
  if (active.length === 0) finish(world, job, late)
}

function createPod(world: World, given: WireJob): void {
  const job = world.store.get('jobs', namespaceOf(given), nameOf(given))
  if (job === null || uidOf(job) !== uidOf(given) || verdictOf(job) !== undefined) return
  const name = `${nameOf(job)}-${nameSuffix()}`
  const quota = world.mood.quotaPods
  const used = world.store.all('pods', namespaceOf(job)).filter((pod) => !isTerminal(pod)).length
  if (quota !== null && used >= quota) {
    const limits = `requested: pods=1, used: pods=${used}, limited: pods=${quota}`
    const message = `Error creating: pods "${name}" is forbidden: exceeded quota: agents, ${limits}`
    world.note({ about: job, type: 'Warning', reason: 'FailedCreate', message, by: 'job-controller' })
    return void world.later(world.timing.quotaRetryMs, () => createPod(world, job))
  }
  world.store.create('pods', podOf(job, name))
  world.note({ about: job, reason: 'SuccessfulCreate', message: `Created pod: ${name}`, by: 'job-controller' })
  change(world, job, (status) => {
    status.active = 1
    status.ready = 0
    status.terminating = 0
  })
}

function podOf(job: WireJob, name: string): WirePod {
  const { metadata = {}, spec } = structuredClone(job.spec?.template ?? {})
  return {
    metadata: {
      name,
      generateName: `${nameOf(job)}-`,
      namespace: namespaceOf(job),
      labels: { ...metadata.labels },
      annotations: { ...metadata.annotations },
      ownerReferences: [
        {
          apiVersion: 'batch/v1',
          kind: 'Job',
          name: nameOf(job),
          uid: uidOf(job),
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: { restartPolicy: 'Never', schedulerName: 'default-scheduler', ...spec, containers: spec?.containers ?? [] },
    status: { phase: 'Pending', qosClass: 'Burstable' },
  }
}

/** A pod has come to its end: so has the job, or it gets another pod. */
function settle(world: World, job: WireJob, pod: WirePod): void {
  if (verdictOf(job) === 'Complete' || verdictOf(job) === 'Failed') return
  if (pod.status?.phase === 'Succeeded') return void finish(world, job, complete)
  const failed = (job.status?.failed ?? 0) + 1
  change(world, job, (status) => {
    status.failed = failed
    status.active = 0
  })
  if (verdictOf(job) === 'FailureTarget') return void finish(world, job, late)
  if (failed <= (job.spec?.backoffLimit ?? 6)) return void createPod(world, job)
  world.note({
    about: job,
    type: 'Warning',
    reason: exhausted.reason,
    message: exhausted.message,
    by: 'job-controller',
  })
  condition(world, job, 'FailureTarget', exhausted)
  finish(world, job, exhausted)
}

function finish(world: World, job: WireJob, verdict: Verdict): void {
  const isComplete = verdict.type === 'Complete'
  if (isComplete) condition(world, job, 'SuccessCriteriaMet', verdict)
  change(world, job, (status) => {
    status.active = 0
    status.ready = 0
    if (!isComplete) return
    status.succeeded = 1
    status.completionTime = kubeTime(Date.now())
  })
  condition(world, job, verdict.type, verdict)
  if (isComplete) world.note({ about: job, reason: 'Completed', message: 'Job completed', by: 'job-controller' })
  const ttlS = job.spec?.ttlSecondsAfterFinished
  if (ttlS === undefined) return
  world.later(ttlS * 1000, () => {
    const now = world.store.get('jobs', namespaceOf(job), nameOf(job))
    if (now !== null && uidOf(now) === uidOf(job)) world.store.remove('jobs', namespaceOf(job), nameOf(job))
  })
}

/** The last word on a job so far. */
function verdictOf(job: WireJob): 'Complete' | 'Failed' | 'FailureTarget' | undefined {
  const met = (job.status?.conditions ?? []).filter(({ status }) => status === 'True').map(({ type }) => type)
  return (['Complete', 'Failed', 'FailureTarget'] as const).find((type) => met.includes(type))
}

function condition(world: World, job: WireJob, type: string, { reason, message }: Verdict): void {
  const now = kubeTime(Date.now())
  change(world, job, (status) => {
    const added = { type, status: 'True', reason, message, lastProbeTime: now, lastTransitionTime: now }
    status.conditions = [...(status.conditions ?? []), added]
  })
}

function change(world: World, job: WireJob, draft: (status: NonNullable<WireJob['status']>) => void): void {
  world.store.update('jobs', namespaceOf(job), nameOf(job), (copy) => {
    copy.status ??= {}
    draft(copy.status)
  })
}

const podsOf = (world: World, job: WireJob): WirePod[] =>
  world.store.all('pods', namespaceOf(job)).filter((pod) => isOwnedBy(pod, job))
