import { z } from 'zod'

/** What a server's event socket tells about our prompt. Hints: only HTTP says what became of it. */
export type SocketHint =
  | { readonly type: 'started' }
  | { readonly type: 'progress'; readonly value: number; readonly max: number }
  | { readonly type: 'preview'; readonly bytes: Uint8Array }
  /** Our prompt ended, or the socket did: worth a look at once. */
  | { readonly type: 'look' }
  /** Something changed in the server's queue. */
  | { readonly type: 'stir' }

/** First frame of ours: asks for previews that say whose they are. */
export const HANDSHAKE = JSON.stringify({ type: 'feature_flags', data: { supports_preview_metadata: true } })

const PREVIEW = 1
const PREVIEW_WITH_METADATA = 4
const MAX_METADATA_BYTES = 65_536

const Message = z.looseObject({ type: z.string(), data: z.unknown() })
const OfPrompt = z.looseObject({ prompt_id: z.string() })
const Executing = z.looseObject({ node: z.string().nullable() })
const Progress = z.looseObject({ value: z.number().min(0), max: z.number().min(1) })
const NodeProgress = Progress.extend({ state: z.string() })
const ProgressState = z.looseObject({ nodes: z.record(z.string(), z.unknown()) })

/** Reads one text frame. Null for other prompts', for types we do not use, and for what is no message at all. */
export function readTextFrame(text: string, promptId: string): SocketHint | null {
  const message = Message.safeParse(parseJson(text)).data
  if (message === undefined) return null
  const { type, data } = message
  // of the whole server
  if (type === 'status') return { type: 'stir' }
  if (OfPrompt.safeParse(data).data?.prompt_id !== promptId) return null
  if (type === 'execution_start') return { type: 'started' }
  if (type === 'progress') return progressHint(Progress.safeParse(data).data)
  if (type === 'progress_state') return busiestNode(ProgressState.safeParse(data).data)
  if (type === 'executing')
    return Executing.safeParse(data).data?.node === null ? { type: 'look' } : { type: 'started' }
  return type.startsWith('execution_') && type !== 'execution_cached' ? { type: 'look' } : null
}

/**
 * Reads one binary frame: big-endian event number, then its content. A preview without metadata says nothing of whose
 * it is: `isOursRunning` says whether it can be ours, for a server runs one prompt at a time.
 */
export function readBinaryFrame(frame: Buffer, promptId: string, isOursRunning: boolean): SocketHint | null {
  if (frame.length < 8) return null
  const event = frame.readUInt32BE(0)
  const word = frame.readUInt32BE(4)
  if (event === PREVIEW) return isOursRunning ? { type: 'preview', bytes: frame.subarray(8) } : null
  if (event !== PREVIEW_WITH_METADATA || word > MAX_METADATA_BYTES || 8 + word > frame.length) return null
  const metadata = OfPrompt.safeParse(parseJson(frame.toString('utf8', 8, 8 + word))).data
  return metadata?.prompt_id === promptId ? { type: 'preview', bytes: frame.subarray(8 + word) } : null
}

function progressHint(progress: z.infer<typeof Progress> | undefined): SocketHint | null {
  if (progress === undefined) return null
  const max = Math.round(progress.max)
  return { type: 'progress', value: Math.min(Math.round(progress.value), max), max }
}

// Nodes that do not count have a maximum of 1.
function busiestNode(state: z.infer<typeof ProgressState> | undefined): SocketHint | null {
  const nodes = Object.values(state?.nodes ?? {}).map((node) => NodeProgress.safeParse(node).data)
  const busy = nodes.find((node) => node !== undefined && node.state === 'running' && node.max > 1)
  return busy === undefined ? { type: 'started' } : progressHint(busy)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
