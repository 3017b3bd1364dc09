import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import type { RunEvent } from '../../contract/event.ts'
import { startFakeAnthropic } from '../support/anthropic-server/anthropic-server.ts'
import { startFakeComfyui } from '../support/comfyui-server/comfyui-server.ts'
import { startFakeOllama } from '../support/ollama-server/ollama-server.ts'
import { environmentOf, holdsInMemory, processesWith } from '../support/process-memory.ts'
import { breachesOf, endsOf, hasEnded, openTheatre, type Theatre } from '../support/theatre.ts'

const KEY = 'sk-canary-5f0c1e7a9b'
const PRICES = JSON.stringify({
  date: '2026-11-01',
  models: { 'claude/claude-haiku-5-5': { input: 1, output: 5 } },
})

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function stage(env: Record<string, string>): Promise<Theatre> {
  const theatre = await openTheatre({ env, hasRealAgents: true })
  closers.push(() => theatre.close())
  return theatre
}

async function comfyui() {
  const server = await startFakeComfyui({ generation: '0.38', stepMs: 60 })
  closers.push(() => server.close())
  return server
}

async function withOllama(): Promise<{ theatre: Theatre; env: Record<string, string> }> {
  const ollama = await startFakeOllama({ tokenMs: 4 })
  closers.push(() => ollama.close())
  const pictures = await comfyui()
  const env = { OLLAMA_HOST: ollama.url, COMFYUI_URLS: pictures.url, DESIGNER: 'ollama', RENDERER: 'comfyui' }
  return { theatre: await stage(env), env }
}

async function withClaude(): Promise<Theatre> {
  const claude = await startFakeAnthropic({ apiKey: KEY, tokenMs: 2 })
  closers.push(() => claude.close())
  const pictures = await comfyui()
  const { url } = claude
  return stage({
    ...{ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: url, COMFYUI_URLS: pictures.url, PRICES },
    ...{ DESIGNER: 'claude', RENDERER: 'comfyui' },
  })
}

/** Many systems let only root look into the memory of a process that is no child. */
const mayLook = process.getuid?.() === 0

const four = ['night', 'sea', 'moss', 'brass']
const two = four.slice(0, 2)
const usageOf = (events: readonly RunEvent[]) => events.flatMap((event) => (event.type === 'usage' ? [event.data] : []))
const kindsOf = (events: readonly RunEvent[], variation: number) =>
  events.flatMap((event) => (event.type === 'artifact' && event.variation === variation ? [event.data.kind] : []))

describe('four lanes on Ollama and ComfyUI', () => {
  it('run to a pick, each with thoughts, a sketch, a picture, and what they used', async () => {
    const { theatre } = await withOllama()
    const { id } = await theatre.post(four)
    const events = await theatre.until(id, 'the end', hasEnded)

    expect(endsOf(events)).toEqual(four.map(() => 'succeeded'))
    expect(breachesOf(events)).toEqual([])
    for (const lane of four.keys()) {
      const kinds = kindsOf(events, lane)
      expect(kinds[0]).toBe('sketch')
      expect(kinds.at(-1)).toBe('render')
      expect(events.some((event) => event.type === 'thought-delta' && event.variation === lane)).toBe(true)
    }
    const calls = usageOf(events).map(({ call, provider, costUsd }) => ({ call, provider, costUsd }))
    expect(calls.filter(({ provider }) => provider === 'ollama')).toHaveLength(4)
    expect(calls.filter(({ provider }) => provider === 'comfyui')).toHaveLength(4)
    expect(calls.every(({ costUsd }) => costUsd === 0)).toBe(true)
    expect(events.some(({ type }) => type === 'image-progress')).toBe(true)
    const pick = await theatre.call('PUT', `/v1/runs/${id}/pick`, { variation: 2 })
    expect(pick.status).toBe(200)
    expect(await theatre.run(id)).toMatchObject({ usage: { calls: 8, costUsd: 0 }, pick: { variation: 2 } })
  })
})

describe('four lanes on Claude and ComfyUI', () => {
  it('run to a pick with a cost from the price table, and nobody sees the key', async () => {
    const theatre = await withClaude()
    const { id } = await theatre.post(four)
    await theatre.until(id, 'pictures', (events) => events.some(({ type }) => type === 'image-progress'))
    const seen = await agentsWithKey()
    const events = await theatre.until(id, 'the end', hasEnded)

    expect(endsOf(events)).toEqual(four.map(() => 'succeeded'))
    const { usage } = await theatre.run(id)
    expect(usage.costUsd).toBeGreaterThan(0)
    if (mayLook) expect(await holdsInMemory(theatre.server.pid, KEY)).toBe(true)
    expect(seen.agents).toBeGreaterThanOrEqual(four.length)
    expect(seen.withKey).toEqual([])
    expect(await filesWith(theatre.dataDir, KEY)).toEqual([])
    expect(JSON.stringify(events)).not.toContain(KEY)
    expect(theatre.server.stderr()).not.toContain(KEY)
  })
})

describe('the API is killed', () => {
  it.each([
    ['while models stream', 'thought-delta'],
    ['while pictures are rendered', 'image-progress'],
  ] as const)('%s: each call is charged once and each lane has one picture', async (_when, type) => {
    const { theatre } = await withOllama()
    const { id } = await theatre.post(two)
    await theatre.until(id, type, (events) => events.some((event) => event.type === type))
    await theatre.crash()
    const events = await theatre.until(id, 'the end', hasEnded)

    expect(endsOf(events)).toEqual(two.map(() => 'succeeded'))
    expect(breachesOf(events)).toEqual([])
    const calls = usageOf(events).map(({ call }) => call)
    expect(new Set(calls).size).toBe(calls.length)
    for (const lane of two.keys()) expect(kindsOf(events, lane).filter((kind) => kind === 'render')).toHaveLength(1)
  })
})

/** Agents at work, and those of them that hold the key in their environment or in their memory. */
async function agentsWithKey(): Promise<{ agents: number; withKey: number[] }> {
  const agents = await processesWith('AXOLOOM_TICKET=')
  const holders = await Promise.all(agents.map(async (pid) => (await holdsKey(pid)) && pid))
  return { agents: agents.length, withKey: holders.filter((pid) => pid !== false) }
}

async function holdsKey(pid: number): Promise<boolean> {
  return (await environmentOf(pid)).includes(KEY) || (mayLook && (await holdsInMemory(pid, KEY)))
}

async function filesWith(folder: string, text: string): Promise<string[]> {
  const found = promisify(execFile)('grep', ['-rla', text, join(folder)])
  return found.then(({ stdout }) => stdout.split('\n').filter(Boolean)).catch(() => [])
}
