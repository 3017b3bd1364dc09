import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { imagine } from '../../../agent/imagine.ts'
import { createPatience } from '../../../agent/patience.ts'
import { startStep } from '../../../agent/steps.ts'
import { createClaudeModel } from '../../../agent/text-model/claude-model.ts'
import { createOllamaModel } from '../../../agent/text-model/ollama-model.ts'
import type { TextModel } from '../../../agent/text-model/text-model.ts'
import { Design } from '../../../contract/design.ts'
import type { AgentEvent } from '../../../contract/event.ts'
import { startFakeAnthropic } from '../../support/anthropic-server/anthropic-server.ts'
import { claudeFaults } from '../../support/anthropic-server/claude-faults.ts'
import { fakeAssignment } from '../../support/fake-gateway.ts'
import { ollamaFaults } from '../../support/ollama-server/ollama-faults.ts'
import { startFakeOllama } from '../../support/ollama-server/ollama-server.ts'
import type { WirePlay } from '../../support/wire-server/play.ts'
import type { WireServer } from '../../support/wire-server/wire-server.ts'
import { capturedEmitter, thoughtsOf } from '../support/captured-emitter.ts'
import { type PassThrough, passThrough } from '../support/pass-through.ts'

/** Short enough to wait for, long enough for a busy machine. */
const timings = { firstByteMs: 4000, idleMs: 2000 }
/** The fakes break a schema by chance, also where nobody cares. */
const brokenSchema = { text: '{"thoughts":"hm","design":{"name":"Miso","morph":"salamander","prop1":"bread"}}' }
const adapters = [
  {
    name: 'ollama',
    start: startFakeOllama,
    create: createOllamaModel,
    model: 'qwen2.5:7b',
    faults: { ...ollamaFaults, 'broken-schema': brokenSchema },
  },
  {
    name: 'claude',
    start: startFakeAnthropic,
    create: createClaudeModel,
    model: 'claude-haiku-5-5',
    faults: { ...claudeFaults, 'broken-schema': brokenSchema },
  },
] as const

/** What a person sees of a fault: passes begun, and how it ends. */
interface Expected {
  readonly passes: number
  readonly requests?: number
  readonly reason?: string
  readonly log?: string
}

const unseen: Expected = { passes: 1, requests: 2 }
const again: Expected = { passes: 2, requests: 2, log: 'Pass 1 is discarded' }
const mended: Expected = { passes: 2, requests: 2, log: 'The design is not valid' }
const well: Expected = { passes: 1, requests: 1 }

const wire: Record<string, Expected> = {
  lost: unseen,
  hang: unseen,
  delay: well,
  'html-502': unseen,
  'cut-at-once': unseen,
  'end-at-once': unseen,
  'stall-at-once': unseen,
  'error-at-once': unseen,
  cut: again,
  'end-without-done': again,
  stall: again,
  'error-mid-stream': again,
  'split-bytes': well,
  'split-threes': well,
  joined: well,
  truncated: mended,
  'broken-schema': mended,
  'broken-json': mended,
  'no-json': mended,
  silent: mended,
  endless: mended,
  'hostile-slots': well,
  'hostile-shape': mended,
}
const ofOllama: Record<string, Expected> = {
  busy: unseen,
  crash: unseen,
  'rate-limit': unseen,
  'missing-model': { passes: 1, requests: 1, reason: 'model-unavailable' },
  'no-thinking': { passes: 1, requests: 1, reason: 'model-unavailable' },
  'foreign-host': { passes: 1, requests: 1, reason: 'model-unavailable' },
  evicted: well,
}
const ofClaude: Record<string, Expected> = {
  'bad-request': { passes: 1, requests: 1, reason: 'model-unavailable' },
  'bad-key': { passes: 1, requests: 1, reason: 'model-unavailable' },
  'no-credit': { passes: 1, requests: 1, reason: 'model-unavailable' },
  'rate-limit-ms': unseen,
  overloaded: unseen,
  unavailable: unseen,
  'server-error': unseen,
  'rate-limit-mid-stream': again,
  refusal: { passes: 1, requests: 1, reason: 'model-refused' },
  'pause-turn': mended,
  'context-full': mended,
}

describe.each(adapters)('$name through the gateway', ({ name, start, create, model, faults }) => {
  let server: WireServer<WirePlay>
  let gateway: PassThrough
  let text: TextModel
  beforeEach(async () => {
    server = await start()
    gateway = await passThrough(server.url)
    text = create(gateway.door, timings)
  })
  afterEach(async () => {
    await gateway.close()
    await server.close()
  })

  async function run(signal = new AbortController().signal) {
    const { emitter, events } = capturedEmitter()
    const tools = { emitter, patience: createPatience({ firstPauseMs: 2, awayMs: 2000 }) }
    const first = { step: startStep(emitter, 'imagine', 1), pass: 1 }
    const outcome = await imagine(text, { ...fakeAssignment, model }, first, tools, signal).then(
      ({ design }) => ({ design: design as Design | null, error: null }),
      (error: unknown) => ({ design: null, error: error as { reason?: string } }),
    )
    return { ...outcome, events: events() }
  }
  const passesIn = (events: readonly AgentEvent[]) => events.filter(({ type }) => type === 'step-start').length
  /** Without the first, which tells how the model is asked. */
  const logsIn = (events: readonly AgentEvent[]) =>
    events.flatMap((event) => (event.type === 'log' ? [event.data.text] : [])).slice(1)

  it('streams thoughts, then gives a valid design', async () => {
    const { design, events } = await run()
    expect(Design.safeParse(design).success).toBe(true)
    expect(thoughtsOf(events, 1)).not.toBe('')
    expect(events.map(({ type }) => type).filter((type) => type !== 'thought-delta')).toEqual([
      ...['step-start', 'log', 'design', 'step-end'],
    ])
    expect(events[1]).toMatchObject({ data: { text: expect.stringMatching(`^Asking ${model} with .* design/\\d`) } })
    const [request] = server.requests
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer the-run-token',
      'x-axoloom-call': expect.stringMatching(/^imagine-1-[\w-]+$/),
    })
    expect(server.requests).toHaveLength(1)
  })

  const cases = Object.entries({ ...wire, ...(name === 'ollama' ? ofOllama : ofClaude) })
  it.each(cases.map(([fault, expected]) => ({ fault, ...expected })))('meets $fault', async (row) => {
    const play = (faults as Record<string, WirePlay>)[row.fault]
    server.script({ ...play, name: row.fault })
    const { design, error, events } = await run()
    expect({
      reason: error?.reason,
      passes: passesIn(events),
      requests: server.requests.length,
      logs: logsIn(events),
    }).toEqual({
      reason: row.reason,
      passes: row.passes,
      requests: row.requests,
      logs: row.log === undefined ? [] : [expect.stringContaining(row.log)],
    })
    expect(Design.safeParse(design).success).toBe(row.reason === undefined)
    expect(new Set(server.requests.map(({ headers }) => headers['x-axoloom-call'])).size).toBe(server.requests.length)
  })

  it.each(['broken-schema', 'broken-json', 'truncated', 'no-json', 'silent', 'endless'] as const)(
    'fills in what is still missing when the mended answer is %s too',
    async (fault) => {
      server.script({ ...faults[fault], times: 2 })
      const { design, events } = await run()
      expect(Design.safeParse(design).success).toBe(true)
      expect(logsIn(events).at(-1)).toMatch(/^Filled in from the scripted designer: \w+/)
      expect([passesIn(events), server.requests.length]).toEqual([2, 2])
    },
  )

  it('tells the model its exact faults, with its own answer', async () => {
    server.script(brokenSchema)
    const { events, design } = await run()
    expect(logsIn(events)).toEqual([expect.stringContaining('morph: must be one of the words listed for it')])
    const mending = JSON.stringify(server.requests[1]?.body)
    expect(mending).toContain('morph: must be one of the words listed for it')
    expect(mending).toContain('salamander')
    expect(design?.morph).not.toBe('salamander')
  })

  it('keeps what was good of two bad answers', async () => {
    server.script({ ...brokenSchema, times: 2 })
    const { events, design } = await run()
    expect(design?.name).toBe('Miso')
    expect(logsIn(events).at(-1)).toMatch(/^Filled in from the scripted designer: story, morph, (?!.*(name|prop1),)/)
  })

  it('tells a broken pass, and shows nothing of it in the next', async () => {
    server.script({ ends: { how: 'cut', afterFrames: 12 } })
    const { events } = await run()
    expect(thoughtsOf(events, 1)).not.toBe('')
    expect(logsIn(events)).toEqual([expect.stringContaining('Pass 1 is discarded')])
    expect(thoughtsOf(events, 2)).not.toContain(`${thoughtsOf(events, 1)}${thoughtsOf(events, 1)}`)
  })

  it('goes on in a new pass when the gateway is gone in mid-word and comes back', async () => {
    server.script({ frameMs: 20 })
    const ended = run()
    await server.until(() => server.requests.some(({ firstByteAtMs }) => firstByteAtMs !== null))
    await gateway.close()
    gateway = await passThrough(server.url, server.url, Number(gateway.door.gatewayUrl.port))
    const { design, events } = await ended
    expect(design).not.toBeNull()
    expect(server.requests).toHaveLength(2)
    expect(passesIn(events)).toBe(thoughtsOf(events, 1) === '' || thoughtsOf(events, 2) === '' ? 1 : 2)
  })

  it('gives up on a gateway that stays away', async () => {
    await gateway.close()
    const { error, events } = await run()
    expect(error).toMatchObject({ reason: 'internal', message: 'The gateway could not be reached.' })
    expect(passesIn(events)).toBe(1)
    gateway = await passThrough(server.url)
  })

  it('asks again at most five times, then says why it gives up', async () => {
    server.always({ status: 503 })
    const { error, events } = await run()
    expect(error).toMatchObject({ reason: 'model-unavailable', message: expect.stringContaining('503') })
    expect([server.requests.length, passesIn(events)]).toEqual([6, 1])
  })

  it('waits as long as Retry-After asks', async () => {
    server.script({ status: 429, headers: { 'retry-after': '1' } })
    const startedAt = performance.now()
    const { design } = await run()
    expect(design).not.toBeNull()
    expect(performance.now() - startedAt).toBeGreaterThan(990)
  })

  it('ends the call at once when it is aborted in mid-word', async () => {
    server.script({ frameMs: 20 })
    const controller = new AbortController()
    const ended = run(controller.signal)
    await server.until(() => server.requests.some(({ firstByteAtMs }) => firstByteAtMs !== null))
    controller.abort(new Error('enough'))
    expect((await ended).error).toMatchObject({ message: 'enough' })
    await server.until(() => server.requests.every(({ endedAtMs }) => endedAtMs !== null))
    expect(server.requests.map(({ isAborted }) => isAborted)).toEqual([true])
  })

  it('ends the call when it is aborted while nothing is answered', async () => {
    server.script({ isHung: true })
    const controller = new AbortController()
    const ended = run(controller.signal)
    await server.until(() => server.requests.length === 1)
    controller.abort(new Error('enough'))
    expect((await ended).error).toMatchObject({ message: 'enough' })
    await server.until(() => server.requests.every(({ endedAtMs }) => endedAtMs !== null))
  })

  it('prints nothing of its own', async () => {
    const written: unknown[] = []
    const { log } = console
    console.log = (...words) => void written.push(words)
    server.script({ status: 502, headers: { 'content-type': 'text/html' }, body: '<html>' })
    await run().finally(() => {
      console.log = log
    })
    expect(written).toEqual([])
  })
})
