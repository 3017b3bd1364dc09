import type { EventData, RunEvent } from '../../../../contract/event.ts'
import { startFakeAnthropic } from '../../../support/anthropic-server/anthropic-server.ts'
import { startFakeOllama } from '../../../support/ollama-server/ollama-server.ts'
import {
  startTestGateway,
  type TestGateway,
  type TestGatewayOptions,
  type Work,
} from '../../../support/test-gateway.ts'

export const KEY = 'sk-ant-canary-5521-never-shown'
export const CLAUDE_PRICES = JSON.stringify({ date: '2026-11-01', models: { 'claude/*': { input: 1, output: 5 } } })

export type Provider = 'ollama' | 'claude'

export interface ModelGateway extends TestGateway {
  readonly ollama: Awaited<ReturnType<typeof startFakeOllama>>
  readonly claude: Awaited<ReturnType<typeof startFakeAnthropic>>
  /** An attempt at work whose assignment is a model's. */
  design(provider: Provider, request?: object): Promise<Work>
  /** Posts as the SDKs do; the call id is made up unless given. */
  call(work: Work, provider: Provider, options?: CallOptions): Promise<Response>
  usage(runId: string): UsageData[]
  waits(runId: string): EventData<'attempt-wait'>[]
}

export type UsageData = Extract<RunEvent, { type: 'usage' }>['data']

export interface CallOptions {
  readonly id?: string
  readonly body?: object
  readonly signal?: AbortSignal
  readonly headers?: Record<string, string>
}

export interface HarnessOptions extends TestGatewayOptions {
  readonly ollama?: Parameters<typeof startFakeOllama>[0]
  readonly claude?: Parameters<typeof startFakeAnthropic>[0]
}

const paths: Readonly<Record<Provider, string>> = {
  ollama: '/agent/v1/ollama/api/chat',
  claude: '/agent/v1/anthropic/v1/messages',
}
export const bodies: Readonly<Record<Provider, object>> = {
  ollama: { model: 'x', messages: [{ role: 'user', content: 'an axolotl who tends a lighthouse' }], stream: true },
  claude: { model: 'x', max_tokens: 100, messages: [{ role: 'user', content: 'an axolotl' }], stream: true },
}

/** The gateway between an agent that a test plays, and model servers of this machine. */
export async function startModelGateway(options: HarnessOptions = {}): Promise<ModelGateway> {
  const ollama = await startFakeOllama({ parallel: 8, ...options.ollama })
  const claude = await startFakeAnthropic({ ...options.claude })
  const env = {
    OLLAMA_HOST: ollama.url,
    OLLAMA_PARALLEL: '4',
    ANTHROPIC_API_KEY: KEY,
    ANTHROPIC_BASE_URL: claude.url,
    PRICES: CLAUDE_PRICES,
    ...options.env,
  }
  const gateway = await startTestGateway({ ...options, env })
  const closeGateway = gateway.close
  let calls = 0
  return Object.assign(gateway, {
    ollama,
    claude,
    design: (provider: Provider, request: object = {}) =>
      gateway.work({ variations: [{ designer: provider }], ...request }),
    call(work: Work, provider: Provider, { id, body, signal, headers = {} }: CallOptions = {}) {
      return fetch(`${gateway.url}${paths[provider]}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${work.token}`,
          'content-type': 'application/json',
          'x-axoloom-call': id ?? `call-${calls++}`,
          ...headers,
        },
        body: JSON.stringify({ ...bodies[provider], ...body }),
        ...(signal === undefined ? {} : { signal }),
      })
    },
    usage: (runId: string) => gateway.events(runId).flatMap((event) => (event.type === 'usage' ? [event.data] : [])),
    waits: (runId: string) =>
      gateway.events(runId).flatMap((event) => (event.type === 'attempt-wait' ? [event.data] : [])),
    close: async () => {
      await closeGateway()
      await Promise.all([ollama.close(), claude.close()])
    },
  })
}
