import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { localImages } from '../../scripts/image-build.ts'
import { type ApiContainer, evaluate, eventsOf, startApi } from './support/api-container.ts'
import { confinementOf } from './support/confinement.ts'
import { inspect, LockedContainer, runToEnd, stop } from './support/locked-container.ts'

const STOP_MS = 5000

describe.skipIf(!inject('hasEngine'))('the API’s image', () => {
  let api: ApiContainer
  beforeAll(async () => {
    api = await startApi()
  })
  afterAll(() => api?.container.stop())

  it('serves a whole race by itself', async () => {
    const { id } = await api.post({ brief: 'an axolotl who runs a night bakery', variations: 4 })
    const reader = await api.follow(id)
    await reader.closed()
    const events = eventsOf(reader)
    const run = await api.run(id)

    expect(reader.isComplete).toBe(true)
    expect(reader.seqs).toEqual(events.map((_event, index) => index + 1))
    expect(events.at(-1)).toMatchObject({ type: 'run-end', data: { outcome: 'succeeded' } })
    expect(run.variations.map(({ state }) => state)).toEqual(Array(4).fill('succeeded'))
    for (const { artifacts } of run.variations) {
      const picture = await api.call('GET', artifacts.at(-1)?.href ?? '')
      expect(picture.headers.get('content-type')).toBe('image/png')
      expect(
        Buffer.from(await picture.arrayBuffer())
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG')
    }
    expect((await api.call('PUT', `/v1/runs/${id}/pick`, { variation: 2 })).status).toBe(200)
    expect((await api.run(id)).pick?.variation).toBe(2)
  })

  it('serves the page', async () => {
    const page = await (await api.call('GET', '/')).text()
    const script = /src="(\/assets\/[^"]+)"/.exec(page)?.[1] ?? ''

    expect((await api.call('GET', script)).status).toBe(200)
  })

  it('is nobody, has no capability, and writes in its volume and /tmp only', async () => {
    const folders = ['/', '/app', '/app/api', '/app/node_modules', '/etc', '/usr/local/bin', '/data', '/tmp']

    expect(await confinementOf(api.container, folders)).toEqual({
      uids: Array(4).fill(10001),
      gids: Array(4).fill(10001),
      capabilities: Array(5).fill('0000000000000000'),
      hasNoNewPrivileges: true,
      writable: ['/data', '/tmp'],
    })
  })

  it('is healthy by its own check', async () => {
    const [kind, ...command] = (await inspect(api.container)).Config.Healthcheck?.Test ?? []

    expect(kind).toBe('CMD')
    expect(await api.container.exec(command)).toMatchObject({ exitCode: 0 })
    // the same check where nothing listens
    expect((await api.container.exec(command, { env: { PORT: '9' } })).exitCode).toBe(1)
  })

  it('holds what the API loads, and no more', async () => {
    const list = `import { readdirSync } from 'node:fs'; console.log(readdirSync('/app').sort().join())`
    const tools = ['vitest', 'vite', 'esbuild', 'typescript', 'testcontainers', 'playwright-core', 'preact', 'node']
    const present = `import { existsSync } from 'node:fs'
      console.log(${JSON.stringify(tools)}.filter((name) => existsSync('/app/node_modules/' + name)).join())`

    expect(await evaluate(api.container, list)).toBe(
      'LICENSE,agent,api,contract,k8s,node_modules,package.json,scripts,web',
    )
    expect(await evaluate(api.container, present)).toBe('')
  })

  it('can load every one of its dependencies', async () => {
    const script = `import { readFileSync } from 'node:fs'
      import { createRequire } from 'node:module'
      const { resolve } = createRequire('/app/package.json')
      const { dependencies } = JSON.parse(readFileSync('/app/package.json', 'utf8'))
      for (const name of Object.keys(dependencies)) await import(resolve(name))
      console.log('all')`

    expect(await evaluate(api.container, script)).toBe('all')
  })

  it('knows its runs after a restart', async () => {
    const { id } = await api.post({ brief: 'an axolotl who comes back', variations: 1 })
    await (await api.follow(id)).closed()
    const before = await api.run(id)
    await api.container.restart({ timeout: STOP_MS })

    expect(await api.run(id)).toEqual(before)
  })

  it('ends by itself within 5 s of SIGTERM', async () => {
    const { container } = await startApi()

    // what is killed after that time ends with 137
    expect((await stop(container, STOP_MS)).exitCode).toBe(0)
  })
})

describe.skipIf(!inject('hasEngine'))('the API’s image without a key', () => {
  it('says what it needs, in one sentence, and ends', async () => {
    const { exitCode, output } = await runToEnd(new LockedContainer(localImages.api))

    expect(exitCode).toBe(1)
    expect(output).toMatch(/HOST is "0\.0\.0\.0", which others can reach: set API_KEYS or API_KEYS_FILE/)
  })
})
