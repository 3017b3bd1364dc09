import { spawn } from 'node:child_process'
import type { V1EndpointSlice, V1Namespace, V1NetworkPolicy, V1Node, V1Service } from '@kubernetes/client-node'
import type { Wire, WireEvent, WireJob, WirePod } from '../../../api/runner/kubernetes/wire.ts'
import { findTool, type Outcome, run, runWell } from '../../chart/tools.ts'
import { eventually } from './eventually.ts'

const path = findTool('kubectl')

/** A namespace goes last of all, after every pod in it had its time to end. */
const REMOVAL_MS = 120_000

/** Kinds of objects that tests look into, by the names that kubectl knows. */
export interface Kinds {
  readonly pods: WirePod
  readonly jobs: WireJob
  readonly events: WireEvent
  readonly services: Wire<V1Service>
  readonly namespaces: Wire<V1Namespace>
  readonly networkpolicies: Wire<V1NetworkPolicy>
  readonly endpointslices: Wire<V1EndpointSlice>
  readonly nodes: Wire<V1Node>
}

/** Something to apply or create; the cluster checks the rest. */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> }
  readonly [field: string]: unknown
}

/** Runs kubectl and gives what it printed. Throws with what it complained about. */
export function kubectl(args: readonly string[], input = ''): Promise<string> {
  return runWell(path, args, input)
}

/** Runs kubectl and gives its exit code with both outputs. */
export function tryKubectl(args: readonly string[], input = ''): Promise<Outcome> {
  return run(path, args, input)
}

/** All of a kind in a namespace (null: of the cluster), or those that `selector` selects. */
export async function list<K extends keyof Kinds>(
  kind: K,
  namespace: string | null,
  selector = '',
): Promise<readonly Kinds[K][]> {
  const answer = JSON.parse(await kubectl(['get', kind, ...within(namespace), '-l', selector, '-o', 'json']))
  return answer.items
}

/** One object; null when there is none of that name. */
export async function get<K extends keyof Kinds>(
  kind: K,
  namespace: string | null,
  name: string,
): Promise<Kinds[K] | null> {
  const text = await kubectl(['get', kind, ...within(namespace), name, '--ignore-not-found', '-o', 'json'])
  return text === '' ? null : JSON.parse(text)
}

/** Applies objects in their order; unknown fields are refused. */
export async function apply(objects: readonly KubeObject[]): Promise<void> {
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects })
  await kubectl(['apply', '--validate=strict', '-f', '-'], text)
}

export interface RemoveOptions {
  /** Until it is really gone. Default: true. */
  readonly isAwaited?: boolean
  /** Seconds between SIGTERM and SIGKILL; default: the object's own. */
  readonly gracePeriodS?: number
}

/** Deletes one object, and with it what it owns; one that is not there is no fault. */
export async function remove(
  kind: string,
  namespace: string | null,
  name: string,
  { isAwaited = true, gracePeriodS }: RemoveOptions = {},
): Promise<void> {
  const grace = gracePeriodS === undefined ? [] : [`--grace-period=${gracePeriodS}`]
  await kubectl(['delete', kind, name, ...within(namespace), '--ignore-not-found', '--wait=false', ...grace])
  if (!isAwaited) return
  const args = ['get', kind, name, ...within(namespace), '--ignore-not-found', '-o', 'name']
  await eventually(`${kind} ${name} is gone`, async () => (await kubectl(args)) === '', { timeoutMs: REMOVAL_MS })
}

/** Where a command runs. */
export interface Place {
  readonly namespace: string
  readonly pod: string
  readonly container: string
}

/** Runs a command inside a container, as the user of that container. Throws with what it complained about. */
export function exec(place: Place, command: readonly string[], input = ''): Promise<string> {
  return kubectl(execArgs(place, command), input)
}

/** A command that runs inside a container until it is stopped: it has to end when its standard input does. */
export interface Running {
  stop(): Promise<void>
}

/** Starts a command inside a container and waits for its first output. */
export async function startExec(place: Place, command: readonly string[]): Promise<Running> {
  const child = spawn(path ?? 'kubectl', execArgs(place, command), { stdio: ['pipe', 'pipe', 'pipe'] })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.stdout.once('data', () => resolve())
    void closed.then(() => reject(new Error(`The command in ${place.pod} ended: ${complaint}`)))
  })
  child.stdout.resume()
  return {
    async stop() {
      child.stdin.end()
      await closed
    },
  }
}

/** Waits until an object (`pod/name`) meets a condition such as `condition=Ready`. */
export async function waitFor(object: string, namespace: string, condition: string, timeoutMs = 60_000): Promise<void> {
  const args = ['wait', object, '-n', namespace, `--for=${condition}`, '--timeout=10s']
  await eventually(`${object} has ${condition}`, () => kubectl(args), { timeoutMs })
}

function within(namespace: string | null): readonly string[] {
  return namespace === null ? [] : ['-n', namespace]
}

function execArgs({ namespace, pod, container }: Place, command: readonly string[]): readonly string[] {
  return ['exec', '-i', '-n', namespace, pod, '-c', container, '--', ...command]
}
