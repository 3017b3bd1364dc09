import type { Json } from '../json-of-schema.ts'
import type { SeenRequest } from './seen-request.ts'

/** How a body ends before its time. Without a place it ends before the first byte, but after the head. */
export interface EarlyEnd {
  /**
   * `cut`: the socket is destroyed with a reset. `end`: the body ends properly, without its last frames. `stall`: nothing
   * more comes and the socket stays open. `error`: the protocol's own error inside the 200, then the end.
   */
  readonly how: 'cut' | 'end' | 'stall' | 'error'
  /** Frames (a line, an event) that are sent whole before. */
  readonly afterFrames?: number
  /** Bytes of the body that are sent before; counted in the body, not in its transfer encoding. */
  readonly afterBytes?: number
}

/** What one request does instead of being answered well. Parts can be combined; what is left out is as usual. */
export interface WirePlay {
  /** For messages and reports. */
  readonly name?: string
  /** Which requests it is for; by default those that generate. */
  readonly when?: (request: SeenRequest) => boolean
  /** How many matching requests it takes; 1 by default. */
  readonly times?: number
  /** Before anything is answered. */
  readonly delayMs?: number
  /** After the head, before the first byte of the body. */
  readonly firstByteMs?: number
  /** Between two frames; by default the pace of the server. */
  readonly frameMs?: number
  /** The socket is destroyed instead of an answer. */
  readonly isLost?: boolean
  /** Taken and never answered, not even a head. */
  readonly isHung?: boolean
  /** The server is gone for so long: what is open is cut, what comes is refused. */
  readonly downMs?: number
  /** Answered with this instead; the body is the protocol's usual one for the status unless one is given. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly ends?: EarlyEnd
  /** Largest write in the first 4 KiB, then wandering cuts: 1 cuts frames, and characters of several bytes, at every byte. */
  readonly splitBytes?: number
  /** So many frames leave in one write. */
  readonly joinFrames?: number
  /** What the model says, instead of what it would make up. */
  readonly text?: string | ((request: SeenRequest) => string)
  /** `schema`: JSON that is valid and not what the schema asks for. `json`: text that stops in the middle, with a proper stop. */
  readonly breaks?: 'schema' | 'json'
  /** Repeats itself until its limit. */
  readonly isEndless?: boolean
  /** As if the request had set this limit; the answer ends as truncated where it would be longer. */
  readonly maxTokens?: number
  /**
   * A model that does what a hostile brief says. `slots`: valid by the schema, every free text an attack. `shape`: asks
   * for tools, other models and other addresses with keys and calls nobody offered.
   */
  readonly obeys?: 'slots' | 'shape'
  /** Of the error that `ends` tells, and of `status`. */
  readonly error?: { readonly type?: string; readonly message: string }
  /** Further top-level keys of the answer's JSON. */
  readonly extra?: Readonly<Record<string, Json>>
}
