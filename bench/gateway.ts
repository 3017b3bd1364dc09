import { request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { ServerProcess } from '../test/support/server-process.ts'
import { createMarkerCounter } from './marker-counter.ts'
import { programPath, startPeer } from './peer.ts'
import { type Row, rowOf } from './row.ts'
import { cancelRun, postRun, withServer } from './server.ts'

/** Chunks of a long answer, the most that settings allow: rates need a while to be level. */
const CHUNKS = 128_000
const MODEL = 'bench:latest'
/** What nobody counts: what a server does often is compiled by then, on both sides. An attempt makes at most 128 calls. */
const WARM_CALLS = 100
const WARM_RUNS = 4
/** Long answers that nobody counts, for the same reason. */
const WARM_ANSWERS = 2
/** Before each call of an agent, straight or not: an agent draws and thinks between two calls, and the API rests. */
const REST_MS = 20
/** What the way through the gateway may add to the first token. */
const MAY_ADD_MS = 3

const first = {
  id: 'gateway-first-token',
  what: 'time to the first token of an Ollama through the agents’ gateway, call recorded first, beyond the time straight to it: p50',
  peer: `the ${MAY_ADD_MS} ms it may add`,
  unit: 'ms added',
  goal: 1,
  isLargerBetter: false,
}
const rate = {
  id: 'gateway-throughput',
  what: 'chunks of an Ollama’s answer through the agents’ gateway, metered',
  peer: 'the same request sent straight to it',
  unit: 'chunks/s',
  goal: 0.9,
  isLargerBetter: true,
}

interface Timing {
  /** Milliseconds from the request to the first bytes of the answer, and to its end. */
  readonly firstMs: number
  readonly wholeMs: number
}

/** What the agents' one door costs, against no door, in turn. */
export async function benchGateway(starts: number, pairs: number, factor: number): Promise<Row[]> {
  const peer = await startPeer('token-stream.ts', [])
  const env = { OLLAMA_HOST: peer.line, OLLAMA_MODEL: MODEL, MODEL_MAX_OUTPUT_TOKENS: String(CHUNKS) }
  const settings = { ...env, DESIGNER: 'ollama' }
  try {
    return await withServer({ env: settings, agentEntry: programPath('ticket-holder.mjs') }, async (server) => {
      const straight = (chunks: number) => timeChat(`${peer.line}/api/chat`, {}, chunks)
      await warmUp(server, straight)
      const run = await postRun(server, 1)
      const token = await claimedToken(server, run)
      let calls = 0
      const through = (chunks: number) => timeThrough(server, token, calls++, chunks)
      for (let i = 0; i < WARM_ANSWERS; i++) {
        await straight(CHUNKS)
        await through(CHUNKS)
      }
      const firsts: { ours: number; peer: number }[] = []
      for (let i = 0; i < starts; i++) {
        // what the call before used is still being written down when its last bytes are here
        await settled(server, run, calls)
        const ours = await rested(() => through(1))
        const added = ours.firstMs - (await rested(() => straight(1))).firstMs
        firsts.push({ ours: added, peer: MAY_ADD_MS })
      }
      const rates: { ours: number; peer: number }[] = []
      for (let i = 0; i < pairs; i++) {
        const ours = perSecond(await rested(() => through(CHUNKS)))
        rates.push({ ours, peer: perSecond(await rested(() => straight(CHUNKS))) })
      }
      return [rowOf(first, firsts, factor), rowOf(rate, rates, factor)]
    })
  } finally {
    await peer.close()
  }
}

async function rested(call: () => Promise<Timing>): Promise<Timing> {
  await delay(REST_MS)
  return call()
}

async function warmUp(server: ServerProcess, straight: (chunks: number) => Promise<Timing>): Promise<void> {
  for (let run = 0; run < WARM_RUNS; run++) {
    const id = await postRun(server, 1)
    const token = await claimedToken(server, id)
    for (let call = 0; call < WARM_CALLS; call++) {
      await timeThrough(server, token, call, 1)
      await straight(1)
    }
    await cancelRun(server, id)
  }
}

function timeThrough(server: ServerProcess, token: string, call: number, chunks: number): Promise<Timing> {
  const headers = { authorization: `Bearer ${token}`, 'x-axoloom-call': `bench-${call}` }
  return timeChat(`${server.gatewayUrl}/agent/v1/ollama/api/chat`, headers, chunks)
}

const perSecond = ({ wholeMs }: Timing) => (CHUNKS / wholeMs) * 1000

/** Speaks for an agent that does nothing: its log shows the ticket. */
async function claimedToken(server: ServerProcess, run: string): Promise<string> {
  const response = await fetch(`${server.url}/v1/runs/${run}/events`)
  let seen = ''
  for await (const chunk of response.body ?? []) {
    seen += Buffer.from(chunk).toString()
    const [, ticket] = /"ticket ([^"\\]+)/.exec(seen) ?? []
    if (ticket !== undefined) return claim(server, ticket)
  }
  throw new Error('The agent showed no ticket.')
}

/** Waits until so many calls of the run are written down as used. */
async function settled(server: ServerProcess, run: string, calls: number): Promise<void> {
  for (;;) {
    const { usage } = (await (await fetch(`${server.url}/v1/runs/${run}`)).json()) as { usage: { calls: number } }
    if (usage.calls >= calls) return
  }
}

async function claim(server: ServerProcess, ticket: string): Promise<string> {
  const response = await fetch(`${server.gatewayUrl}/agent/v1/claim`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ticket }),
  })
  const { token } = (await response.json()) as { token: string }
  return token
}

function timeChat(url: string, headers: Record<string, string>, chunks: number): Promise<Timing> {
  const body = JSON.stringify({
    model: MODEL,
    stream: true,
    messages: [{ role: 'user', content: 'an axolotl' }],
    options: { num_predict: chunks },
  })
  const startedAtMs = performance.now()
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } })
    call.on('error', reject)
    call.on('response', (answer) => {
      const count = createMarkerCounter(Buffer.from('"done":false'))
      let firstMs = 0
      let seen = 0
      answer.on('data', (chunk: Buffer) => {
        if (firstMs === 0) firstMs = performance.now() - startedAtMs
        seen += count(chunk)
      })
      answer.on('error', reject)
      answer.on('end', () => {
        if (seen === chunks) resolve({ firstMs, wholeMs: performance.now() - startedAtMs })
        else reject(new Error(`${url} answered ${answer.statusCode} with ${seen} chunks of ${chunks}`))
      })
    })
    call.end(body)
  })
}
