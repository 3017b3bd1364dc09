import type {
  V1Container,
  V1JobSpec,
  V1PodSecurityContext,
  V1PodSpec,
  V1SecurityContext,
  V1Volume,
} from '@kubernetes/client-node'
import type { Wire, WireJob } from '../../api/runner/kubernetes/wire.ts'

/** A Job that differs from a good one in one thing, and must not be admitted. */
export interface HostileJob {
  readonly name: string
  readonly job: WireJob
  /** Part of what the cluster says when it refuses it. */
  readonly refusal: string
}

/** What somebody with the API's token might try: a good Job with one change each. */
export function hostileJobs(good: WireJob): HostileJob[] {
  return attempts.map(([name, refusal, change]) => ({ name, refusal, job: changed(good, change) }))
}

type JobSpec = Wire<V1JobSpec>
type PodSpec = Wire<V1PodSpec>
type Container = Wire<V1Container>

/** Fields to replace; undefined takes one away. */
type Patch<T> = { readonly [Key in keyof T]?: T[Key] | undefined }

/** What is put in place of, or added to, what a good Job has. */
interface Change {
  readonly labels?: Readonly<Record<string, string>>
  readonly podLabels?: Readonly<Record<string, string>>
  readonly isWithoutLabels?: boolean
  readonly spec?: Patch<JobSpec>
  readonly pod?: Patch<PodSpec>
  readonly podSecurity?: Patch<V1PodSecurityContext>
  readonly volume?: Omit<Wire<V1Volume>, 'name'>
  readonly agent?: Patch<Container>
  readonly security?: Patch<V1SecurityContext>
  readonly limits?: Readonly<Record<string, string | undefined>>
  /** Containers like the agent's, but for their name. */
  readonly first?: string
  readonly second?: string
}

const texts = {
  labels: 'carries the labels',
  podLabels: 'carries the same labels as its Job',
  onePod: 'starts one pod',
  noSecond: 'starts no second pod',
  ownRules: 'has no rules of its own',
  suspended: 'is not suspended',
  deadline: 'has a deadline',
  ttl: 'is removed some time after its end',
  oneContainer: 'has one container, named agent',
  otherContainers: 'neither init nor ephemeral containers',
  image: 'The image of an agent is',
  command: 'runs what its image starts',
  environment: 'environment is its ticket and its gateway',
  taken: 'is taken from elsewhere',
  extras: 'no ports, hooks, probes, devices or restart policy',
  volumes: 'volumes are empty folders',
  account: 'gets no token',
  host: 'shares neither network nor processes',
  names: 'cannot ask for names',
  links: 'is told of no Services',
  restart: 'is not restarted in place',
  place: 'The scheduler decides',
  selector: 'node selector is the configured one',
  tolerations: 'tolerations are the configured ones',
  runtime: 'runtime class is the configured one',
  priority: 'priority is the configured one',
  pullSecrets: 'image pull secrets are the configured ones',
  limits: 'has limits of cpu, memory and ephemeral-storage',
  root: 'does not run as root',
  seccomp: 'seccomp profile RuntimeDefault',
  privileges: 'can gain no privileges',
  writable: 'root is read-only',
  capabilities: 'has no capabilities',
  otherSecurity: 'security context has nothing else',
  cpu: 'The cpu limit',
  memory: 'The memory limit',
  storage: 'The ephemeral-storage limit',
} as const

const reached = { operator: 'Exists' }
const ignored = { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }
const secretKey = { secretKeyRef: { name: 'keys', key: 'keys' } }
const nodeAddress = { fieldRef: { fieldPath: 'status.hostIP' } }
const token = { sources: [{ serviceAccountToken: { path: 'token' } }] }

const attempts: readonly [name: string, refusal: string, change: Change][] = [
  ['no labels', texts.labels, { isWithoutLabels: true }],
  ['the name of another program', texts.labels, { labels: { 'app.kubernetes.io/name': 'miner' } }],
  ['nobody’s installation', texts.labels, { labels: { 'axoloom.dev/installation': '' } }],
  ['a pod named as the API', texts.podLabels, { podLabels: { 'app.kubernetes.io/name': 'axoloom' } }],
  ['many pods', texts.onePod, { spec: { completions: 100, parallelism: 100 } }],
  ['an indexed Job', texts.onePod, { spec: { completionMode: 'Indexed' } }],
  ['a Job that tries again', texts.noSecond, { spec: { backoffLimit: 6 } }],
  ['a rule that ignores disruptions', texts.ownRules, { spec: { podFailurePolicy: { rules: [ignored] } } }],
  ['a controller of its own', texts.ownRules, { spec: { managedBy: 'example.com/controller' } }],
  ['a Job that waits for a sign', texts.suspended, { spec: { suspend: true } }],
  ['no deadline', texts.deadline, { spec: { activeDeadlineSeconds: undefined } }],
  ['a deadline of a month', texts.deadline, { spec: { activeDeadlineSeconds: 2_592_000 } }],
  ['no end of its storage', texts.ttl, { spec: { ttlSecondsAfterFinished: undefined } }],

  ['two containers', texts.oneContainer, { second: 'miner' }],
  ['another container', texts.oneContainer, { agent: { name: 'miner' } }],
  ['an init container', texts.otherContainers, { first: 'miner' }],
  ['another image', texts.image, { agent: { image: 'registry.example/miner:1' } }],
  ['the image by another tag', texts.image, { agent: { image: 'registry.example/axoloom-agent:latest' } }],
  ['a shell', texts.command, { agent: { command: ['sh', '-c', 'id'] } }],
  ['arguments for Node', texts.command, { agent: { args: ['--eval', 'process.exit()'] } }],
  ['another folder', texts.command, { agent: { workingDir: '/tmp' } }],
  ['options for Node', texts.environment, { agent: { env: [{ name: 'NODE_OPTIONS', value: '--inspect' }] } }],
  ['a secret', texts.taken, { agent: { env: [{ name: 'AXOLOOM_TICKET', valueFrom: secretKey }] } }],
  ['the address of its node', texts.taken, { agent: { env: [{ name: 'AXOLOOM_PROBE', valueFrom: nodeAddress }] } }],
  ['all entries of a secret', texts.taken, { agent: { envFrom: [{ secretRef: { name: 'keys' } }] } }],
  ['a port of the node', texts.extras, { agent: { ports: [{ containerPort: 80, hostPort: 80 }] } }],
  ['a hook', texts.extras, { agent: { lifecycle: { postStart: { exec: { command: ['id'] } } } } }],
  ['a probe', texts.extras, { agent: { livenessProbe: { exec: { command: ['id'] } } } }],
  ['a folder of the node', texts.volumes, { volume: { hostPath: { path: '/' } } }],
  ['a secret as a volume', texts.volumes, { volume: { secret: { secretName: 'keys' } } }],
  ['a token as a volume', texts.volumes, { volume: { projected: token } }],
  ['a claim', texts.volumes, { volume: { persistentVolumeClaim: { claimName: 'data' } } }],
  ['a folder without an end', texts.volumes, { volume: { emptyDir: {} } }],
  ['a folder too large', texts.volumes, { volume: { emptyDir: { sizeLimit: '100Gi' } } }],

  ['another account', texts.account, { pod: { serviceAccountName: 'default' } }],
  ['a token', texts.account, { pod: { automountServiceAccountToken: true } }],
  ['a token because nobody said no', texts.account, { pod: { automountServiceAccountToken: undefined } }],
  ['the network of the node', texts.host, { pod: { hostNetwork: true } }],
  ['the processes of the node', texts.host, { pod: { hostPID: true } }],
  ['the memory of the node', texts.host, { pod: { hostIPC: true } }],
  ['the names of the cluster', texts.names, { pod: { dnsPolicy: 'ClusterFirst' } }],
  ['a name server of its own', texts.names, { pod: { dnsConfig: { nameservers: ['192.0.2.1'] } } }],
  ['names of its own', texts.names, { pod: { hostAliases: [{ ip: '192.0.2.1', hostnames: ['api'] }] } }],
  ['the addresses of Services', texts.links, { pod: { enableServiceLinks: true } }],
  ['a restart in place', texts.restart, { pod: { restartPolicy: 'OnFailure' } }],
  ['a node of its choice', texts.place, { pod: { nodeName: 'control-plane' } }],
  ['a scheduler of its own', texts.place, { pod: { schedulerName: 'mine' } }],
  [
    'nodes of the control plane',
    texts.selector,
    { pod: { nodeSelector: { 'node-role.kubernetes.io/control-plane': '' } } },
  ],
  ['a toleration of everything', texts.tolerations, { pod: { tolerations: [reached] } }],
  ['another runtime', texts.runtime, { pod: { runtimeClassName: 'privileged' } }],
  ['a priority above all', texts.priority, { pod: { priorityClassName: 'system-node-critical' } }],
  ['a secret for registries', texts.pullSecrets, { pod: { imagePullSecrets: [{ name: 'keys' }] } }],

  ['no limits', texts.limits, { agent: { resources: {} } }],
  ['no limit of memory', texts.limits, { limits: { memory: undefined } }],
  ['a GPU', texts.limits, { limits: { 'nvidia.com/gpu': '1' } }],
  ['many cores', texts.cpu, { limits: { cpu: '64' } }],
  ['much memory', texts.memory, { limits: { memory: '64Gi' } }],
  ['much storage', texts.storage, { limits: { 'ephemeral-storage': '1Ti' } }],

  ['root', texts.root, { podSecurity: { runAsUser: 0 } }],
  ['root in the container', texts.root, { security: { runAsUser: 0, runAsNonRoot: false } }],
  ['perhaps root', texts.root, { podSecurity: { runAsNonRoot: undefined, runAsUser: undefined } }],
  ['every system call', texts.seccomp, { security: { seccompProfile: { type: 'Unconfined' } } }],
  ['every system call, by the pod', texts.seccomp, { podSecurity: { seccompProfile: { type: 'Unconfined' } } }],
  ['privileges', texts.privileges, { security: { privileged: true, allowPrivilegeEscalation: true } }],
  ['a way to gain privileges', texts.privileges, { security: { allowPrivilegeEscalation: true } }],
  ['the whole of /proc', texts.privileges, { pod: { hostUsers: false }, security: { procMount: 'Unmasked' } }],
  ['a writable root', texts.writable, { security: { readOnlyRootFilesystem: false } }],
  ['a capability', texts.capabilities, { security: { capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } } }],
  ['the usual capabilities', texts.capabilities, { security: { capabilities: undefined } }],
  [
    'a setting of the kernel',
    texts.otherSecurity,
    { podSecurity: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } },
  ],
  ['no profile of AppArmor', texts.otherSecurity, { security: { appArmorProfile: { type: 'Unconfined' } } }],
]

function changed(good: WireJob, change: Change): WireJob {
  const job = structuredClone(good)
  const spec = Object.assign(job.spec ?? {}, change.spec) as JobSpec
  const pod = Object.assign(spec.template.spec ?? {}, change.pod) as PodSpec
  const agent = pod.containers[0] as Container
  if (change.first !== undefined) pod.initContainers = [{ ...agent, name: change.first }]
  if (change.second !== undefined) pod.containers.push({ ...agent, name: change.second })
  if (change.volume !== undefined) pod.volumes = [...(pod.volumes ?? []), { name: 'more', ...change.volume }]
  // Requests above a limit would be refused by Kubernetes itself.
  if (change.limits !== undefined)
    agent.resources = { limits: { ...agent.resources?.limits, ...change.limits } as Limits }
  Object.assign(agent, change.agent)
  pod.securityContext = Object.assign(pod.securityContext ?? {}, change.podSecurity)
  agent.securityContext = Object.assign(agent.securityContext ?? {}, change.security)
  relabel(job, change.isWithoutLabels ? null : change.labels)
  // A Job without labels gets those of its pod.
  relabel(spec.template, change.isWithoutLabels ? null : change.podLabels)
  return withoutUndefined(job)
}

type Limits = Record<string, string>

/** Null takes all labels away. */
function relabel(thing: { metadata?: { labels?: Record<string, string> } }, labels: Change['labels'] | null): void {
  thing.metadata = { ...thing.metadata, labels: labels === null ? {} : { ...thing.metadata?.labels, ...labels } }
}

function withoutUndefined(job: WireJob): WireJob {
  return JSON.parse(JSON.stringify(job))
}
