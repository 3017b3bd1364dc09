import { afterEach, beforeAll, expect, it } from 'vitest'
import { Design } from '../../contract/design.ts'
import type { RunEvent } from '../../contract/event.ts'
import { describeWith } from '../chart/tools.ts'
import { breachesOf, endsOf, hasEnded, openTheatre, type Theatre } from '../support/theatre.ts'

// A real server with whatever model it has: what must hold whatever the model says.

const host = process.env.OLLAMA_HOST ?? ''
const url = host === '' || host.includes('://') ? host : `http://${host}`
const needs = url === '' ? ['OLLAMA_HOST of an Ollama with a model'] : []

let theatre: Theatre
afterEach(() => theatre?.close())

describeWith(needs, 'a real Ollama', () => {
  let model = ''
  beforeAll(async () => {
    const { models } = (await (await fetch(`${url}/api/tags`)).json()) as { models: { name: string }[] }
    model = models[0]?.name ?? ''
    expect(model, 'a model to ask').not.toBe('')
  })

  const open = async (env: Record<string, string> = {}) => {
    const settings = { OLLAMA_HOST: url, OLLAMA_MODEL: model, DESIGNER: 'ollama', MODEL_MAX_OUTPUT_TOKENS: '700' }
    theatre = await openTheatre({ hasRealAgents: true, env: { ...settings, ...env } })
  }
  const end = (id: string) => theatre.until(id, 'the end', hasEnded, 240_000)

  it('gives a valid design with streamed thoughts and tells what it used', async () => {
    await open()
    const { id } = await theatre.post(['night'])
    const events = await end(id)

    expect(endsOf(events)).toEqual(['succeeded'])
    expect(breachesOf(events)).toEqual([])
    expect(countOf(events, 'thought-delta')).toBeGreaterThan(1)
    expect(Design.safeParse(lastDesign(events)).error).toBeUndefined()
    const [usage] = events.flatMap((event) => (event.type === 'usage' ? [event.data] : []))
    expect(usage).toMatchObject({ provider: 'ollama', model, costUsd: 0 })
    expect(usage?.inputTokens).toBeGreaterThan(0)
    expect(usage?.outputTokens).toBeGreaterThan(0)
  })

  it('answers four lanes one after the other, and each says its place', async () => {
    await open()
    const { id } = await theatre.post(['night', 'sea', 'moss', 'brass'])
    const events = await end(id)

    expect(endsOf(events)).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded'])
    const waits = events.flatMap((event) => (event.type === 'attempt-wait' ? [event.data] : []))
    expect(waits.some(({ reason, position }) => reason === 'model-queue' && position !== undefined)).toBe(true)
  })

  it('is let go at once by a cancel', async () => {
    await open()
    const { id } = await theatre.post(['night', 'sea'])
    await theatre.until(id, 'a thought', (events) => countOf(events, 'thought-delta') > 0, 120_000)
    await theatre.call('POST', `/v1/runs/${id}/cancel`)
    const events = await end(id)

    expect(endsOf(events)).toEqual(['cancelled', 'cancelled'])
    // the one slot is free for the next run: nothing goes on in the server for nobody
    const { id: next } = await theatre.post(['moss'])
    expect(endsOf(await end(next))).toEqual(['succeeded'])
  })

  it('is given up at the deadline', async () => {
    await open({ ATTEMPT_DEADLINE_S: '1' })
    const { id } = await theatre.post(['night'])

    expect(endsOf(await end(id))).toEqual(['failed deadline'])
  })
})

const countOf = (events: readonly RunEvent[], type: RunEvent['type']) =>
  events.filter((event) => event.type === type).length

const lastDesign = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'design' ? [event.data.design] : [])).at(-1)
