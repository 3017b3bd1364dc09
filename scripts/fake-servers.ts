import type { ClaudePlay } from '../test/support/anthropic-server/claude-play.ts'
import type { OllamaPlay } from '../test/support/ollama-server/ollama-play.ts'
import type { WirePlay } from '../test/support/wire-server/play.ts'
import type { WireServer } from '../test/support/wire-server/wire-server.ts'

export interface FakeOptions {
  readonly host: string
  readonly port: number
  /** A name out of `faults()`, or null for none. */
  readonly fault: string | null
  /** How many requests meet the fault. */
  readonly times: number
}

/** A stand-in that is up. */
export interface RunningFake {
  readonly url: string
  /** What leads the API to it. */
  readonly settings: Readonly<Record<string, string>>
  close(): Promise<void>
}

export interface FakeKind {
  readonly what: string
  /** Where the real one listens. */
  readonly port: number
  faults(): Promise<readonly string[]>
  start(options: FakeOptions): Promise<RunningFake>
}

/** The pace of a model on a good machine, so that a demo can be followed. */
const TOKEN_MS = 12

const ollama: FakeKind = {
  what: 'an Ollama with qwen2.5:7b, qwen2.5vl:7b and qwen3:8b',
  port: 11_434,
  async faults() {
    const { ollamaFaults } = await import('../test/support/ollama-server/ollama-faults.ts')
    return Object.keys(ollamaFaults)
  },
  async start({ host, port, fault, times }) {
    const { startFakeOllama } = await import('../test/support/ollama-server/ollama-server.ts')
    const { ollamaFaults } = await import('../test/support/ollama-server/ollama-faults.ts')
    const server = await startFakeOllama({ host, port, tokenMs: TOKEN_MS, loadMs: 2_000, parallel: 2 })
    const plays: Readonly<Record<string, OllamaPlay>> = ollamaFaults
    playTo(server, fault === null ? undefined : plays[fault], times)
    return { ...server, settings: { OLLAMA_HOST: server.url, OLLAMA_PARALLEL: '2', DESIGNER: 'ollama' } }
  },
}

const claude: FakeKind = {
  what: 'the API of Claude with its prompt cache; any key is let in',
  port: 4_010,
  async faults() {
    const { claudeFaults } = await import('../test/support/anthropic-server/claude-faults.ts')
    return Object.keys(claudeFaults)
  },
  async start({ host, port, fault, times }) {
    const { startFakeAnthropic } = await import('../test/support/anthropic-server/anthropic-server.ts')
    const { claudeFaults } = await import('../test/support/anthropic-server/claude-faults.ts')
    const server = await startFakeAnthropic({ host, port, tokenMs: TOKEN_MS, prefillMs: 600 })
    const plays: Readonly<Record<string, ClaudePlay>> = claudeFaults
    playTo(server, fault === null ? undefined : plays[fault], times)
    const settings = { ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'any-key', DESIGNER: 'claude' }
    return { ...server, settings }
  },
}

const comfyui: FakeKind = {
  what: 'a ComfyUI with Flux.1-schnell',
  port: 8_188,
  async faults() {
    const { comfyuiFaults } = await import('../test/support/comfyui-server/comfyui-faults.ts')
    return Object.keys(comfyuiFaults)
  },
  async start({ host, port, fault, times }) {
    const { startFakeComfyui } = await import('../test/support/comfyui-server/comfyui-server.ts')
    const { comfyuiFaults } = await import('../test/support/comfyui-server/comfyui-faults.ts')
    const server = await startFakeComfyui({ generation: '0.38', host, port, stepMs: 700, hasPreviews: true })
    const faults: Readonly<Record<string, readonly Parameters<typeof server.script>[number][]>> = comfyuiFaults
    const planned = fault === null ? [] : (faults[fault] ?? [])
    server.script(...planned.map((one) => ({ ...one, times })))
    return { ...server, settings: { COMFYUI_URLS: server.url, RENDERER: 'comfyui' } }
  },
}

/** What `npm run fake` can start, by name. */
export const fakeKinds: Readonly<Record<string, FakeKind>> = { ollama, claude, comfyui }

function playTo<P extends WirePlay>(server: WireServer<P>, play: P | undefined, times: number): void {
  if (play !== undefined) server.script({ ...play, times })
}
