import { describe, expect, inject, it } from 'vitest'
import { localImages } from '../../scripts/image-build.ts'
import { entrypointOf, LockedContainer, runToEnd } from './support/locked-container.ts'

interface Medians {
  /** From the start of a Node that does nothing to its end. */
  readonly nodeMs: number
  /** From the start of the agent to its first line. */
  readonly agentMs: number
}

/** Runs in the image: both sides in turn, against a gateway of its own that answers the claim. */
function script(command: readonly string[]): string {
  return `
    import { spawn } from 'node:child_process'
    import { once } from 'node:events'
    import { createServer } from 'node:http'
    const assignment = { kind: 'axolotl', run: '01k0000000000000000000000a', variation: 0, attempt: 1,
      brief: 'an axolotl', direction: 'Tide pool', designer: 'scripted', renderer: 'sketch', model: null, seed: 1,
      parents: [], pace: 0 }
    const gateway = createServer((request, response) => response.setHeader('content-type', 'application/json')
      .end(JSON.stringify({ assignment, token: 'token' }))).listen(0, '127.0.0.1')
    await once(gateway, 'listening')
    const env = { AXOLOOM_TICKET: 'ticket', AXOLOOM_GATEWAY_URL: 'http://127.0.0.1:' + gateway.address().port }
    const agent = ${JSON.stringify(command)}
    const take = async ([program, ...args], moment) => {
      const startedAt = performance.now()
      const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
      const end = once(child, 'exit')
      await moment(child, end)
      const tookMs = performance.now() - startedAt
      child.kill('SIGKILL')
      await end
      return tookMs
    }
    const nodeMs = [], agentMs = []
    for (let i = 0; i < 11; i++) {
      nodeMs.push(await take([process.execPath, '-e', '0'], (_child, end) => end))
      agentMs.push(await take(agent, (child) => once(child.stdout, 'data')))
    }
    const median = (values) => values.sort((a, b) => a - b)[5]
    console.log(JSON.stringify({ nodeMs: median(nodeMs), agentMs: median(agentMs) }))
    process.exit()`
}

describe.skipIf(!inject('hasEngine'))('the agent’s image', () => {
  // A figure and no gate: what else runs on the machine is in it.
  it('tells how soon it prints its first line', async () => {
    const command = await entrypointOf(localImages.agent)
    const measuring = new LockedContainer(localImages.agent)
      .withEntrypoint(['node', '--input-type=module', '--eval'])
      .withCommand([script(command)])
    const { exitCode, output } = await runToEnd(measuring)
    expect([exitCode, output]).toEqual([0, expect.stringMatching(/^\{.*\}\s*$/)])
    const { nodeMs, agentMs }: Medians = JSON.parse(output)
    const ratio = (agentMs / nodeMs).toFixed(2)
    console.log(`first line of the agent: ${agentMs.toFixed(0)} ms, ${ratio}x of node -e 0 (${nodeMs.toFixed(0)} ms)`)

    expect(agentMs).toBeGreaterThan(0)
  })
})
