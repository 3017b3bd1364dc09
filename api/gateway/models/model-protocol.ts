import type { FastifyRequest } from 'fastify'
import type { ModelsConfig } from '../../models-config.ts'
import { createClaudeMeter } from './claude-meter.ts'
import { prepareClaude } from './claude-request.ts'
import type { Meter } from './meter.ts'
import type { ModelLimits } from './model-limits.ts'
import type { PreparedRequest, RequestBounds } from './model-request.ts'
import { createOllamaMeter } from './ollama-meter.ts'
import { prepareOllama } from './ollama-request.ts'

/** How one provider of text models is spoken to. */
export interface ModelProtocol {
  readonly provider: 'ollama' | 'claude'
  /** As people call it. */
  readonly name: string
  /** Where agents call, below the gateway. */
  readonly route: string
  /** Where it is forwarded to, below the server. */
  readonly path: string
  readonly prepare: (body: unknown, bounds: RequestBounds) => PreparedRequest
  readonly createMeter: (now: () => number) => Meter
  /** Of an answer that is one. */
  readonly contentType: RegExp
  readonly firstByteMs: (limits: ModelLimits) => number
}

export const ollamaProtocol: ModelProtocol = {
  provider: 'ollama',
  name: 'Ollama',
  route: '/agent/v1/ollama/api/chat',
  path: '/api/chat',
  prepare: prepareOllama,
  createMeter: createOllamaMeter,
  contentType: /^application\/(x-ndjson|json)\b/,
  firstByteMs: (limits) => limits.ollamaFirstByteMs,
}

export const claudeProtocol: ModelProtocol = {
  provider: 'claude',
  name: 'Claude',
  route: '/agent/v1/anthropic/v1/messages',
  path: '/v1/messages',
  prepare: prepareClaude,
  createMeter: createClaudeMeter,
  contentType: /^text\/event-stream\b/,
  firstByteMs: (limits) => limits.claudeFirstByteMs,
}

/** The version that the SDK of agents speaks, for one that names none. */
const ANTHROPIC_VERSION = '2026-10-21'

/** All headers that a server gets: those of an agent stay behind, but for the version it speaks. */
export function headersFor(
  { provider }: ModelProtocol,
  request: FastifyRequest,
  { claude }: Pick<ModelsConfig, 'claude'>,
): Record<string, string> {
  const common = { 'user-agent': 'axoloom' }
  if (provider === 'ollama') return { ...common, accept: 'application/x-ndjson' }
  const asked = request.headers['anthropic-version']
  const version = typeof asked === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(asked) ? asked : ANTHROPIC_VERSION
  const accept = { accept: 'text/event-stream', 'anthropic-version': version }
  return { ...common, ...accept, authorization: `Bearer ${claude?.apiKey}` }
}
