import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../../support/test-store.ts'
import { KEY, type ModelGateway, startModelGateway } from './models-harness.ts'

let gateway: ModelGateway
beforeAll(async () => {
  gateway = await startModelGateway()
})
afterAll(() => gateway.close())

describe('a call of a model', () => {
  it('of Ollama is answered as it comes, and metered', async () => {
    const work = await gateway.design('ollama')
    const answer = await gateway.call(work, 'ollama')
    const lines = (await answer.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))

    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson')
    expect(lines.at(-1)).toMatchObject({ done: true, model: 'qwen2.5:7b' })
    await until(() => gateway.usage(work.runId).length === 1, 'the usage')
    const [usage] = gateway.usage(work.runId)
    expect(usage).toMatchObject({
      provider: 'ollama',
      model: 'qwen2.5:7b',
      inputTokens: lines.at(-1).prompt_eval_count,
      outputTokens: lines.at(-1).eval_count,
      cachedTokens: null,
      costUsd: 0,
    })
    expect(usage?.firstTokenMs).not.toBeNull()
    expect(usage?.ms).toBeGreaterThanOrEqual(usage?.firstTokenMs ?? 0)
  })

  it('of Claude is answered as it comes, and metered', async () => {
    const work = await gateway.design('claude')
    const answer = await gateway.call(work, 'claude')
    const text = await answer.text()

    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('text/event-stream')
    expect(text).toContain('event: message_stop')
    await until(() => gateway.usage(work.runId).length === 1, 'the usage')
    const [usage] = gateway.usage(work.runId)
    expect(usage).toMatchObject({ provider: 'claude', model: 'claude-haiku-5-5', cachedTokens: 0 })
    const { inputTokens, outputTokens, costUsd } = usage ?? {}
    expect(costUsd).toBeCloseTo(((inputTokens ?? 0) + 5 * (outputTokens ?? 0)) / 1e6, 12)
    expect(inputTokens).toBeGreaterThan(0)
    expect(outputTokens).toBeGreaterThan(0)
  })

  it('carries the key that the agent has not', async () => {
    const work = await gateway.design('claude')
    await (await gateway.call(work, 'claude')).text()

    expect(gateway.claude.requests.at(-1)?.headers.authorization).toBe(`Bearer ${KEY}`)
  })
})
