import type { IncomingMessage, ServerResponse } from 'node:http'
import { failure, notFound, send, sendStatus } from './answers.ts'
import { pause } from './bell.ts'
import { discover } from './discovery.ts'
import type { FaultState, RequestFault } from './faults.ts'
import { type KubeRequest, readBody, readRequest } from './kube-request.ts'
import type { ObjectStore } from './object-store.ts'
import { kinds } from './objects.ts'
import { type OpenStream, openStream, type StreamOptions } from './open-stream.ts'
import type { PodActor } from './pod-actor.ts'
import { createJob, type DeleteHands, deleteObject } from './serve-change.ts'
import type { ListServer } from './serve-list.ts'
import { readSelector } from './serve-list.ts'
import { findLog, sendNoContent, serveLog } from './serve-log.ts'
import { sayError, serveWatch, tooOld, type WatchOptions } from './serve-watch.ts'
import type { Mood } from './world.ts'

export interface RouterParts extends WatchOptions {
  readonly store: ObjectStore
  readonly faults: FaultState
  readonly lists: ListServer
  readonly hands: DeleteHands
  readonly chunkBytes: number | undefined
  /** How a watch from a version that is not kept is refused. */
  readonly tooOldAs: 'status' | 'event'
  readonly mood: Mood
  actorOf(uid: string): PodActor | undefined
  seen(request: KubeRequest): void
}

/** Answers one request, or lets it go wrong as planned. */
export async function handle(parts: RouterParts, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = readRequest(message)
  const body = request.method === 'GET' ? null : await readBody(message)
  parts.seen(request)
  const token = parts.mood.token
  if (token !== null && request.authorization !== `Bearer ${token}`) {
    return void sendStatus(response, failure(401, 'Unauthorized'))
  }
  const fault = parts.faults.take(request)
  if (fault !== null && 'delayMs' in fault) await pause(fault.delayMs, parts.signal)
  if (fault !== null && goesWrong(fault, response)) return
  if (parts.signal.aborted || response.destroyed) return
  if (fault !== null && 'lostAnswer' in fault) loseAnswer(fault.lostAnswer, response)
  await answer(parts, request, body, fault, response)
}

/** True when there will be no answer. */
function goesWrong(fault: RequestFault, response: ServerResponse): boolean {
  if ('isHung' in fault) return true
  if ('lost' in fault) {
    if (fault.lost === 'reset') response.socket?.resetAndDestroy()
    else response.socket?.end()
    return true
  }
  if (!('status' in fault)) return false
  const { status, retryAfterS, message = 'a fault of the test' } = fault
  const headers = retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }
  sendStatus(response, failure(status, message), headers)
  return true
}

function loseAnswer(how: 'fin' | 'reset', response: ServerResponse): void {
  const { socket } = response
  response.end = () => {
    if (how === 'reset') socket?.resetAndDestroy()
    else socket?.end()
    return response
  }
}

async function answer(
  parts: RouterParts,
  request: KubeRequest,
  body: unknown,
  fault: RequestFault | null,
  response: ServerResponse,
): Promise<void> {
  const { store } = parts
  const { verb, collection, namespace, name } = request
  if (verb === 'review') return void answerReview(parts, request, body, response)
  const document = parts.mood.documents[request.path]
  if (typeof document === 'number') return void sendStatus(response, failure(document, 'not for you'))
  if (document !== undefined) return void send(response, 200, document)
  if (collection === null) {
    const found = discover(request.path)
    return void send(response, found.code, found.body)
  }
  if (verb === 'list') return void parts.lists.serve(request, collection, response)
  if (verb === 'watch') return watch(parts, request, fault, response)
  if (verb === 'log') return log(parts, request, fault, response)
  if (verb === 'try') return void send(response, 201, { kind: 'Job' })
  if (verb === 'create' && collection === 'jobs') return void createJob(store, namespace ?? 'default', body, response)
  if (verb === 'delete') return void deleteObject(store, parts.hands, request, collection, body, response)
  if (verb !== 'get') return void sendStatus(response, failure(405, 'the server does not allow this method'))
  const object = store.get(collection, namespace ?? '', name ?? '')
  if (object === null) return void sendStatus(response, notFound(collection, name ?? '', kinds[collection].group))
  send(response, 200, object)
}

async function watch(
  parts: RouterParts,
  request: KubeRequest,
  fault: RequestFault | null,
  response: ServerResponse,
): Promise<void> {
  const { store, tooOldAs } = parts
  const selector = readSelector(request.query)
  if (selector === null) return void sendStatus(response, failure(400, 'unable to parse requirement'))
  if (isList(request)) return void sendStatus(response, failure(422, 'sendInitialEvents is forbidden for watch'))
  const from = Number(request.query.get('resourceVersion') ?? 0)
  const isTooOld = from !== 0 && store.since(from) === null
  if (isTooOld && tooOldAs === 'status') return void sendStatus(response, tooOld(from, store.version()))
  if (from > store.version()) return void sendStatus(response, failure(504, `Too large resource version: ${from}`))
  const stream = open(parts, request, response, { contentType: 'application/json' }, fault)
  if (fault !== null && 'errorEvent' in fault) return sayError(stream, failure(fault.errorEvent, 'a fault of the test'))
  await serveWatch(parts, request.collection ?? 'pods', selector, stream)
}

const isList = ({ query }: KubeRequest) => query.get('sendInitialEvents') === 'true'

async function log(
  parts: RouterParts,
  request: KubeRequest,
  fault: RequestFault | null,
  response: ServerResponse,
): Promise<void> {
  const pod = parts.store.get('pods', request.namespace ?? '', request.name ?? '')
  const found = findLog(request, pod, parts.actorOf(pod?.metadata?.uid ?? ''))
  if (found === 'no-content') return void sendNoContent(response)
  if ('refusal' in found) return void sendStatus(response, found.refusal)
  const stream = open(parts, request, response, { contentType: 'text/plain' }, fault)
  parts.faults.track(stream, () => {})
  await serveLog(found, stream)
}

function open(
  { chunkBytes }: RouterParts,
  request: KubeRequest,
  response: ServerResponse,
  options: StreamOptions,
  fault: RequestFault | null,
): OpenStream {
  const stream = openStream(request, response, chunkBytes === undefined ? options : { ...options, chunkBytes })
  if (fault !== null && 'cut' in fault) stream.cut(fault.cut, fault.afterBytes)
  return stream
}

function answerReview({ mood }: RouterParts, { method }: KubeRequest, body: unknown, response: ServerResponse): void {
  if (method !== 'POST') return void sendStatus(response, failure(405, 'the server does not allow this method'))
  const { spec } = (body ?? {}) as { spec?: object }
  send(response, 201, {
    kind: 'SelfSubjectRulesReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec: spec ?? {},
    status: { resourceRules: mood.rules, nonResourceRules: [], incomplete: false },
  })
}
