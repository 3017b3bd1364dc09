import { RENDER_HEARTBEAT_MS, RenderLine, type RenderRequest } from '#contract/render.ts'
import { AgentError } from '../agent-error.ts'
import { CallError } from '../call-error.ts'
import type { Door } from '../gateway-client.ts'
import { bytesOf, openStream } from '../open-stream.ts'
import type { ImageModel, ImagePart } from './image-model.ts'

export interface GatewayModelOptions {
  /** How long the gateway may take to begin its answer. */
  readonly firstByteMs?: number
  /** How long it may say nothing at all: three of its heartbeats. */
  readonly idleMs?: number
}

/** Longest line that is read, in characters. */
const MAX_LINE = 65_536

/** Renders behind the gateway, which makes the words for the image model, stores the picture and shows its progress. */
export function createGatewayModel(door: Door, options: GatewayModelOptions = {}): ImageModel {
  const { firstByteMs = 120_000, idleMs = 3 * RENDER_HEARTBEAT_MS } = options
  return {
    async *render({ design, seed, size, pass = 1, call = `render-${pass}` }, signal) {
      const request: RenderRequest = { call, pass, design, seed, size }
      const url = new URL('/agent/v1/render', door.gatewayUrl)
      const headers = { ...door.headers(), 'content-type': 'application/json', accept: 'application/x-ndjson' }
      const answer = await openStream({ url, headers, body: JSON.stringify(request), firstByteMs }, signal)
      for await (const line of linesOf(bytesOf(answer, idleMs))) yield* partsOf(line)
    },
  }
}

function* partsOf(text: string): Generator<ImagePart> {
  const line = RenderLine.safeParse(parsed(text))
  // Lines of a newer gateway.
  if (!line.success) return
  const { data } = line
  if (data.type === 'progress') yield { type: 'progress', value: data.value, max: data.max }
  if (data.type === 'done') yield { type: 'stored' }
  // The gateway has tried what can be tried; another call would draw another picture.
  if (data.type === 'failed') throw new AgentError(data.reason, data.message, { isRetryable: data.isRetryable })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The lines that are not empty; an empty one only says that somebody is there. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield line
    if (rest.length > MAX_LINE)
      throw new CallError('cut', 'A line of the render is too long.', { reason: 'render-failed' })
  }
}
