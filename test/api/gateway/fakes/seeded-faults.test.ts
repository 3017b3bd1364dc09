import { expect, it } from 'vitest'
import { claudeFaults } from '../../../support/anthropic-server/claude-faults.ts'
import { ollamaFaults } from '../../../support/ollama-server/ollama-faults.ts'
import { startFakeOllama } from '../../../support/ollama-server/ollama-server.ts'
import { seededFaults } from '../../../support/wire-server/seeded-faults.ts'

const seeds = Array.from({ length: 500 }, (_, seed) => seed)

it('a seed gives the same script again, and another seed another', () => {
  expect(seededFaults(7)).toEqual(seededFaults(7))
  expect(new Set(seeds.map((seed) => JSON.stringify(seededFaults(seed).ollama))).size).toBeGreaterThan(400)
})

it('all faults come up, and scripts have an end', () => {
  const scripts = seeds.map((seed) => seededFaults(seed))
  const met = (plays: readonly { readonly name?: string }[]) => new Set(plays.map(({ name }) => name))

  expect([...met(scripts.flatMap(({ ollama }) => ollama))].sort()).toEqual(
    [...Object.keys(ollamaFaults), 'well'].sort(),
  )
  expect([...met(scripts.flatMap(({ claude }) => claude))].sort()).toEqual(
    [...Object.keys(claudeFaults), 'well'].sort(),
  )
  expect(Math.max(...scripts.map(({ ollama }) => ollama.length))).toBe(6)
})

it('silence can be left out', () => {
  const all = seeds.flatMap((seed) => seededFaults(seed, { hasSilence: false }).ollama)

  expect(all.some(({ ends, isHung }) => isHung === true || ends?.how === 'stall')).toBe(false)
})

it('every script that is not silent leads to the end of every request', { timeout: 60_000 }, async () => {
  await Promise.all(seeds.slice(0, 25).map(playToEnd))
})

async function playToEnd(seed: number): Promise<void> {
  const server = await startFakeOllama()
  server.script(...seededFaults(seed, { hasSilence: false }).ollama)
  while (server.pending().length > 0) {
    const body = JSON.stringify({
      model: 'qwen2.5:7b',
      messages: [{ role: 'user', content: 'hi' }],
      options: { num_predict: 50 },
    })
    await fetch(`${server.url}/api/chat`, { method: 'POST', body })
      .then((answer) => answer.text())
      .catch(() => {})
  }
  expect(server.requests.every(({ isAborted }) => !isAborted)).toBe(true)
  await server.close()
}
