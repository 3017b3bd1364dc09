import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ApiDocument, type DocumentedOperation, readDocument } from '../support/api-document.ts'
import { ask } from '../support/ask.ts'
import { checkAnswer, type SeenAnswer } from '../support/check-answer.ts'
import { type ServerProcess, startServerProcess, stopAgents } from '../support/server-process.ts'
import { type FuzzRequest, fuzzRequest } from './fuzz-request.ts'
import { createRandom } from './random.ts'

export interface FuzzResult {
  readonly violations: readonly string[]
  /** Operations that answered with what they are for at least once, of all. */
  readonly reached: string
}

/** Sent at the same time: enough for some to meet. */
const TOGETHER = 4
/** Doctor's rules may take 5 s each, and other programs use this machine too. */
const ANSWER_MS = 30_000
/** Ids of one kind that are kept. */
const MAX_IDS = 40
/** What a run's work leaves to be asked for: pictures, events. */
const FIRST_RUNS = 3
/** The largest body that JSON may have; beyond it the server may hang up on what still comes. */
const LARGE_BYTES = 60_000

/** Asks a real server what its own document allows, nearly allows, and does not; says what was not answered as it says. */
export async function runFuzz(seed: number, trials: number, report: (line: string) => void): Promise<FuzzResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'axoloom-fuzz-'))
  const server = await startServerProcess({ dataDir, env: { SCRIPTED_PACE: '0', MAX_ATTEMPTS: '1' } })
  try {
    const document = await readDocument(server.url)
    const fuzz = new Fuzz(document, server)
    await fuzz.prepare()
    for (let trial = 0; trial < trials && fuzz.isAlive; trial += TOGETHER) {
      const together = Array.from({ length: Math.min(TOGETHER, trials - trial) }, (_, i) => trial + i)
      await Promise.all(together.map((each) => fuzz.play(each, createRandom(seed + each))))
      if (trial % 500 === 0) report(`request ${trial} of ${trials}: ${fuzz.violations.length} violations`)
    }
    await fuzz.finish()
    return { violations: fuzz.violations, reached: `${fuzz.served.size} of ${document.operations.length}` }
  } finally {
    await server.end('SIGTERM')
    await stopAgents(dataDir)
    await rm(dataDir, { recursive: true, force: true })
  }
}

class Fuzz {
  readonly violations: string[] = []
  readonly served = new Set<string>()
  isAlive = true
  readonly #document: ApiDocument
  readonly #server: ServerProcess
  readonly #ids = new Map<string, string[]>()

  constructor(document: ApiDocument, server: ServerProcess) {
    this.#document = document
    this.#server = server
  }

  /** A few runs with pictures, so that there is something to ask for. */
  async prepare(): Promise<void> {
    const headers = { 'content-type': 'application/json', prefer: 'wait=30' }
    const body = Buffer.from(JSON.stringify({ brief: 'an axolotl who is asked a lot', variations: 1 }))
    for (let i = 0; i < FIRST_RUNS; i++) {
      const answer = await ask(this.#server.url, { method: 'POST', path: '/v1/runs', headers, body }, ANSWER_MS)
      if (answer.status !== 200) throw new Error(`The first runs do not end: ${answer.status} ${answer.body}`)
      this.#learn(answer)
    }
  }

  async play(trial: number, random: () => number): Promise<void> {
    const fuzzed = fuzzRequest(this.#document, this.#ids, random)
    const { request, operation } = fuzzed
    const note = (fault: string) => this.violations.push(`request ${trial}, ${inShort(fuzzed)}: ${fault}`)
    try {
      const answer = await ask(this.#server.url, request, ANSWER_MS)
      for (const fault of this.#judge(operation, request.method, answer)) note(fault)
      if (operation !== null && answer.status < 300) this.served.add(operation.operationId)
      this.#learn(answer)
    } catch (error) {
      const isHungUp = (request.body?.length ?? 0) > LARGE_BYTES && isReset(error)
      if (!isHungUp) note(error instanceof Error ? error.message : String(error))
      this.isAlive = isAlive(this.#server.pid)
    }
  }

  /** The server must still be there, and end as one does. */
  async finish(): Promise<void> {
    const answer = this.isAlive ? await fetch(`${this.#server.url}/readyz`).catch(() => null) : null
    if (answer?.status !== 200) this.violations.push(`the server is gone: ${this.#server.stderr().slice(-2000)}`)
    const code = await this.#server.end('SIGTERM')
    if (code !== 0) this.violations.push(`the server ended with ${code}: ${this.#server.stderr().slice(-2000)}`)
  }

  #judge(operation: DocumentedOperation | null, method: string, answer: SeenAnswer): string[] {
    const { status, body } = answer
    if (status >= 500) return [`${status} ${String(body).slice(0, 300)}`]
    // what never became a request has no operation: the server's parser answers, or the check of its host
    if (operation !== null && answer.headers['x-request-id'] !== undefined) {
      return checkAnswer(this.#document, operation, answer)
    }
    const isProblem = answer.headers['content-type']?.startsWith('application/problem+json')
    return status >= 400 && method !== 'HEAD' && !isProblem ? [`${status} is no problem document`] : []
  }

  #learn({ status, body, headers }: SeenAnswer): void {
    if (status >= 300 || body === null || !headers['content-type']?.includes('json')) return
    for (const [, collection = '', id = ''] of String(body).matchAll(/"(\/v1\/[\w-]+)\/([0-9a-z]{26})/g)) {
      this.#keep(collection, id)
    }
    const [, collection, id] = /^(\/v1\/[\w-]+)\/([0-9a-z]{26})$/.exec(headers.location ?? '') ?? []
    if (collection !== undefined && id !== undefined) this.#keep(collection, id)
  }

  #keep(collection: string, id: string): void {
    const known = this.#ids.get(collection) ?? []
    if (!known.includes(id)) this.#ids.set(collection, [...known, id].slice(-MAX_IDS))
  }
}

function inShort({ request: { method, path, headers, body } }: FuzzRequest): string {
  const shown = body === undefined ? '' : ` ${JSON.stringify(body.toString().slice(0, 300))}`
  return `${method} ${path.slice(0, 300)} ${JSON.stringify(headers).slice(0, 500)}${shown}`
}

function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ECONNRESET', 'EPIPE'].includes(String(error.code))
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
