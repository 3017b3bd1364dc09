import { z } from 'zod'
import type { LogCursor } from '../runner.ts'

const Cursor = z.object({
  /** Id of the container that printed the line. */
  container: z.string(),
  /** Of the last line taken; null before the first. */
  stamp: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/)
    .nullable(),
  /** How many lines in a row carry that stamp, up to and including the last one. */
  count: z.int().min(0),
  /** `markOf` the last line; null when unknown. */
  mark: z.int().nullable().default(null),
  /** Number of the last numbered line. */
  n: z.int().min(0),
  /** Lines taken behind that one. */
  after: z.int().min(0).default(0),
  /** Bytes of text taken so far, over all containers. */
  bytes: z.int().min(0),
  /** 1 while a loss may lie before the next numbered line. */
  broken: z.union([z.literal(0), z.literal(1)]).default(0),
})
export type PodLogCursor = z.infer<typeof Cursor>

/** Where to begin in the log of `container`. What another container printed says only how much was taken so far. */
export function readCursor(from: LogCursor | null, container: string): PodLogCursor {
  const start = { container, stamp: null, count: 0, mark: null, n: 0, after: 0, bytes: 0, broken: 0 } as const
  if (from === null) return start
  const cursor = Cursor.parse(from)
  return cursor.container === container ? cursor : { ...start, n: cursor.n, bytes: cursor.bytes, broken: 1 }
}

/** 32 bits that tell one line from another (FNV-1a): a place is believed only if the same line stands there. */
export function markOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
