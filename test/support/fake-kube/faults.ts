import type { KubeRequest, Verb } from './kube-request.ts'
import type { Change } from './object-store.ts'
import { type Collection, type KubeObject, nameOf } from './objects.ts'
import type { CutKind, OpenStream } from './open-stream.ts'

/** Which requests or streams; what is left out matches all. */
export interface Target {
  readonly verb?: Verb
  readonly collection?: Collection
  /** Of the object: a pod for its log. */
  readonly name?: string
}

/** How a request goes wrong. */
export type RequestFault =
  /** Answered with this status and nothing done. */
  | { readonly status: number; readonly retryAfterS?: number; readonly message?: string }
  /** Answered as usual, later. */
  | { readonly delayMs: number }
  /** Taken and never answered: half-open from the start. */
  | { readonly isHung: true }
  /** The connection goes away before the answer, whatever was done. */
  | { readonly lost: 'fin' | 'reset' }
  /** Done, but the answer does not arrive: the caller cannot know. */
  | { readonly lostAnswer: 'fin' | 'reset' }
  /** A stream is cut when this much of it has been sent. */
  | { readonly cut: CutKind; readonly afterBytes: number }
  /** A watch begins with 200 and tells an error. */
  | { readonly errorEvent: number }

export interface Faults {
  /** The next `times` requests at `target` go wrong like this. */
  next(target: Target, fault: RequestFault, times?: number): void
  /** All requests at `target` go wrong like this until the returned function is called. */
  always(target: Target, fault: RequestFault): () => void
  /** Cuts the streams that are open now, each after `afterBytes` more bytes; tells how many. */
  cut(target: Target, how: CutKind, afterBytes?: number): number
  /** Writes into the streams that are open now, as a kubelet writes its own error into a log; tells how many. */
  say(target: Target, text: string): number
  /** Nothing more comes from the streams that are open now, and they stay open; tells how many. */
  silence(target: Target): number
  /** Open watches are told that their version is too old, and end; tells how many. */
  expire(target?: Target): number
  /** Watches do not tell of such changes until the returned function is called: only a list does. */
  dropEvents(isDropped: (change: { type: Change['type']; object: KubeObject }) => boolean): () => void
}

/** What the server asks of the faults. */
export interface FaultState extends Faults {
  take(request: KubeRequest): RequestFault | null
  isDropped(change: Change): boolean
  /** Keeps the stream reachable while it is open. */
  track(stream: OpenStream, expire: () => void): void
  /** Streams that are open now. */
  open(target: Target): readonly OpenStream[]
}

export function createFaults(): FaultState {
  const planned: { target: Target; fault: RequestFault; left: number }[] = []
  const streams = new Map<OpenStream, () => void>()
  const drops = new Set<(change: Change) => boolean>()
  const open = (target: Target) => [...streams.keys()].filter(({ request }) => matches(request, target))

  return {
    next: (target, fault, times = 1) => void planned.push({ target, fault, left: times }),
    always(target, fault) {
      const plan = { target, fault, left: Number.POSITIVE_INFINITY }
      planned.push(plan)
      return () => {
        plan.left = 0
      }
    },
    cut(target, how, afterBytes = 0) {
      const found = open(target)
      for (const stream of found) stream.cut(how, afterBytes)
      return found.length
    },
    say(target, text) {
      const found = open(target)
      for (const stream of found) void stream.write(Buffer.from(text))
      return found.length
    },
    silence(target) {
      const found = open(target)
      for (const stream of found) stream.silence()
      return found.length
    },
    expire(target = {}) {
      const found = open({ ...target, verb: 'watch' })
      for (const stream of found) streams.get(stream)?.()
      return found.length
    },
    dropEvents(isDropped) {
      drops.add(isDropped)
      return () => drops.delete(isDropped)
    },
    take(request) {
      const plan = planned.find(({ target, left }) => left > 0 && matches(request, target))
      if (plan === undefined) return null
      plan.left--
      return plan.fault
    },
    isDropped: (change) => [...drops].some((isDropped) => isDropped(change)),
    track(stream, expire) {
      streams.set(stream, expire)
      const forget = () => streams.delete(stream)
      if (stream.signal.aborted) forget()
      else stream.signal.addEventListener('abort', forget)
    },
    open,
  }
}

export const matches = (request: KubeRequest, { verb, collection, name }: Target) =>
  (verb === undefined || request.verb === verb) &&
  (collection === undefined || request.collection === collection) &&
  (name === undefined || request.name === name)

export const isAbout = (name: string) => (change: { object: KubeObject }) => nameOf(change.object) === name
