import { Network, type StartedNetwork, type StartedTestContainer, Wait } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { localImages } from '../../scripts/image-build.ts'
import { type ApiContainer, evaluate, eventsOf, startApi } from './support/api-container.ts'
import { confinementOf } from './support/confinement.ts'
import { entrypointOf, LockedContainer, runToEnd, stop } from './support/locked-container.ts'
import { createRelay, type Relay } from './support/relay.ts'

const STOP_MS = 5000
/** Nobody answers there: an agent goes on asking. */
const nobody = { AXOLOOM_TICKET: 'a-ticket', AXOLOOM_GATEWAY_URL: 'http://127.0.0.1:9' }

const agent = () => new LockedContainer(localImages.agent)

describe.skipIf(!inject('hasEngine'))('the agent’s image', () => {
  it('says what it is missing when it is started without anything', async () => {
    const { exitCode, output } = await runToEnd(agent())

    expect([exitCode, output.trim()]).toEqual([
      1,
      'The agent cannot start: AXOLOOM_TICKET must be set; AXOLOOM_GATEWAY_URL must be an http or https URL.',
    ])
  })

  describe('at work', () => {
    let container: StartedTestContainer
    beforeAll(async () => {
      container = await agent().withEnvironment(nobody).start()
    })

    it('is nobody, has no capability, and can write in /tmp only', async () => {
      expect(await confinementOf(container, ['/', '/agent', '/etc', '/usr/local/bin', '/home', '/tmp'])).toEqual({
        uids: Array(4).fill(10001),
        gids: Array(4).fill(10001),
        capabilities: Array(5).fill('0000000000000000'),
        hasNoNewPrivileges: true,
        writable: ['/tmp'],
      })
    })

    it('holds its bundle and nothing else of ours', async () => {
      const list = (folder: string) =>
        evaluate(container, `import { readdirSync } from 'node:fs'; console.log(readdirSync('${folder}').join())`)
      const files = (await list('/agent')).split(',')

      expect(files).toEqual(expect.arrayContaining(['LICENSE', 'agent.mjs', 'resvg.wasm']))
      expect(files.filter((name) => !/^(LICENSE|agent\.mjs|resvg\.wasm|chunk-\w+\.mjs)$/.test(name))).toEqual([])
      expect((await list('/')).split(',')).not.toContain('app')
    })

    it('ends by itself within 5 s of SIGTERM', async () => {
      // 128 + SIGTERM; what is killed after that time ends with 137
      expect((await stop(container, STOP_MS)).exitCode).toBe(143)
    })
  })

  // Then the kernel ends what takes too much, which has a name (OOMKilled); V8 would crash before that.
  it('may grow its heap beyond its container', async () => {
    const command = await entrypointOf(localImages.agent)
    const { exitCode, output } = await runToEnd(
      agent()
        .withEntrypoint(command.slice(0, -1))
        .withCommand(['--print', "process.getBuiltinModule('node:v8').getHeapStatistics().heap_size_limit"])
        .withResourcesQuota({ memory: 0.5 }),
    )

    expect(exitCode).toBe(0)
    expect(Number(output)).toBeGreaterThan(16e9)
  })
})

describe.skipIf(!inject('hasEngine'))('the agent’s image against the API’s', () => {
  const gatewayPort = 8001
  let network: StartedNetwork
  let relay: Relay
  let api: ApiContainer
  beforeAll(async () => {
    network = await new Network().start()
    relay = await createRelay()
    api = await startApi((container) =>
      container
        .withNetwork(network)
        .withEnvironment({ GATEWAY_HOST: '0.0.0.0' })
        .withBindMounts([{ source: relay.folder, target: '/app/agent/dist', mode: 'ro' }]),
    )
  })
  afterAll(async () => {
    await api?.container.stop()
    await network?.stop()
    await relay?.remove()
  })

  it('designs an axolotl from nothing but a ticket', async () => {
    const { id } = await api.post({ brief: 'an axolotl who tends a lighthouse', variations: 1 })
    const reader = await api.follow(id)
    const ticketLine = /"text":"ticket ([\w.-]+)"/
    await reader.until(({ text }) => ticketLine.test(text), 'the ticket')
    const attempt = await agent()
      .withNetwork(network)
      .withEnvironment({
        AXOLOOM_TICKET: ticketLine.exec(reader.text)?.[1] ?? '',
        AXOLOOM_GATEWAY_URL: `http://${api.container.getIpAddress(network.getName())}:${gatewayPort}`,
      })
      .withLogConsumer(relay.print)
      .withWaitStrategy(Wait.forOneShotStartup())
      .start()
    await relay.end()
    expect((await stop(attempt, 0)).exitCode).toBe(0)
    await reader.closed()
    const types = eventsOf(reader).map(({ type }) => type)
    const run = await api.run(id)

    expect(run.variations[0]).toMatchObject({ state: 'succeeded', attempt: 1 })
    expect(run.variations[0]?.artifacts.length).toBeGreaterThan(0)
    expect(types).toEqual(expect.arrayContaining(['thought-delta', 'design', 'artifact', 'attempt-end']))
    expect(types).not.toContain('log-gap')
    expect(types.at(-1)).toBe('run-end')
  })
})
