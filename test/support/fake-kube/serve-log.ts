import type { ServerResponse } from 'node:http'
import type { WirePod } from '../../../api/runner/kubernetes/wire.ts'
import { failure, notFound, type StatusBody } from './answers.ts'
import type { ContainerLog, LogQuery } from './container-log.ts'
import { isTrue, type KubeRequest } from './kube-request.ts'
import { kubeTime } from './objects.ts'
import type { OpenStream } from './open-stream.ts'
import type { PodActor } from './pod-actor.ts'

/** A log that can be read, what says why not, or an answer without content for a pod that has no node yet. */
export type FoundLog =
  | { readonly log: ContainerLog; readonly query: LogQuery }
  | { readonly refusal: StatusBody }
  | 'no-content'

export function findLog(request: KubeRequest, pod: WirePod | null, actor: PodActor | undefined): FoundLog {
  const name = request.name ?? ''
  if (pod === null || actor === undefined) return { refusal: notFound('pods', name, '') }
  const container = request.query.get('container') ?? pod.spec?.containers[0]?.name ?? ''
  if (!pod.spec?.containers.some((known) => known.name === container)) {
    return { refusal: failure(400, `container ${container} is not valid for pod ${name}`) }
  }
  const query = readLogQuery(request.query)
  if (query === null) return { refusal: failure(422, `PodLogOptions "${name}" is invalid`) }
  if (pod.spec.nodeName === undefined) return 'no-content'
  if (actor.isNodeLost()) {
    const kubelet = `https://10.0.0.1:10250/containerLogs/${request.namespace}/${name}/${container}`
    return { refusal: failure(500, `Get "${kubelet}": dial tcp 10.0.0.1:10250: connect: no route to host`) }
  }
  if (isTrue(request.query, 'previous')) {
    return { refusal: failure(400, `previous terminated container "${container}" in pod "${name}" not found`) }
  }
  const log = actor.log()
  if (log === null) return { refusal: failure(400, `container "${container}" in pod "${name}" ${whyWaiting(pod)}`) }
  return { log, query }
}

function whyWaiting(pod: WirePod): string {
  const reason = pod.status?.containerStatuses?.[0]?.state?.waiting?.reason
  if (reason === undefined) return 'is not available'
  if (reason === 'ErrImagePull') return "is waiting to start: image can't be pulled"
  if (reason === 'ImagePullBackOff') return 'is waiting to start: trying and failing to pull image'
  return `is waiting to start: ${reason}`
}

function readLogQuery(query: URLSearchParams): LogQuery | null {
  const sinceTime = query.get('sinceTime')
  const sinceSeconds = query.get('sinceSeconds')
  const tailLines = countIn(query, 'tailLines')
  const limitBytes = countIn(query, 'limitBytes')
  if (sinceTime !== null && sinceSeconds !== null) return null
  if (Number.isNaN(tailLines) || Number.isNaN(limitBytes) || limitBytes === 0) return null
  const sinceMs =
    sinceTime !== null
      ? Date.parse(sinceTime)
      : sinceSeconds !== null
        ? Date.now() - Number(sinceSeconds) * 1000
        : undefined
  if (Number.isNaN(sinceMs)) return null
  return {
    follow: isTrue(query, 'follow'),
    timestamps: isTrue(query, 'timestamps'),
    // what is behind the second does not reach the kubelet
    since: sinceMs === undefined ? null : `${kubeTime(sinceMs).slice(0, -1)}.000000000Z`,
    tailLines,
    limitBytes,
  }
}

/** Null when it is not asked for, NaN when it is no count. */
function countIn(query: URLSearchParams, name: string): number | null {
  const text = query.get(name)
  if (text === null) return null
  return /^\d+$/.test(text) ? Number(text) : Number.NaN
}

/** Reads on while it is followed. The head of the answer goes out at once, also when the container has printed nothing. */
export async function serveLog(
  { log, query }: { log: ContainerLog; query: LogQuery },
  stream: OpenStream,
): Promise<void> {
  stream.begin()
  for await (const bytes of log.read(query, stream.signal)) await stream.write(bytes)
  stream.end()
}

/** For a pod that has no node yet: nothing to read, and no error either. */
export function sendNoContent(response: ServerResponse): void {
  response.writeHead(204).end()
}
