import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import {
  ApiProblem,
  type BatchEvent,
  type Client,
  type ClientOptions,
  createClient,
  type RunEvent,
} from '#contract/client/client.ts'
import { type ServerProcess, startServerProcess, stopAgents } from '../support/server-process.ts'

const KEY = 'a-key-of-the-pond-keeper'
const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function start(env: Record<string, string> = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'axoloom-client-'))
  const settings = { SCRIPTED_PACE: '0', ...env }
  let server: ServerProcess = await startServerProcess({ dataDir, env: settings })
  closers.push(async () => {
    await server.end('SIGTERM')
    await stopAgents(dataDir)
    await rm(dataDir, { recursive: true, force: true })
  })
  return {
    url: server.url,
    client: (options: Partial<ClientOptions> = {}) => createClient({ url: server.url, ...options }),
    kill: () => server.end('SIGKILL'),
    async comeBack() {
      const ports = { PORT: new URL(server.url).port, GATEWAY_PORT: new URL(server.gatewayUrl).port }
      server = await startServerProcess({ dataDir, env: { ...settings, ...ports } })
    },
  }
}

/** A wire in front of the server that can be cut. */
async function startWire(target: string) {
  const sockets = new Set<Socket>()
  /** Bytes of answers that may pass yet. */
  let budget = Number.POSITIVE_INFINITY
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  const server: Server = createServer((socket) => {
    const far = connect(Number(new URL(target).port), '127.0.0.1')
    for (const one of [socket, far]) {
      sockets.add(one)
      one.on('error', () => {})
      one.on('close', () => {
        sockets.delete(one)
        socket.destroy()
        far.destroy()
      })
    }
    socket.pipe(far)
    far.on('data', (bytes: Buffer) => {
      socket.write(bytes.subarray(0, budget))
      budget -= bytes.length
      if (budget <= 0) {
        budget = Number.POSITIVE_INFINITY
        socket.destroySoon()
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(async () => {
    cut()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The wire has no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut,
    /** Cuts the answer that passes next, after so many bytes. */
    cutAfter(bytes: number) {
      budget = bytes
    },
  }
}

const dense = (events: readonly { seq: number }[]) => events.map((_, i) => i + 1)
const seqs = (events: readonly { seq: number }[]) => events.map(({ seq }) => seq)
const thrownBy = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => error,
  )

async function raceOf(client: Client, id: string, onEvent: (event: RunEvent, index: number) => unknown = () => {}) {
  const events: RunEvent[] = []
  for await (const event of client.runs.events(id, { until: 'end', random: () => 0 })) {
    events.push(event)
    await onEvent(event, events.length)
  }
  return events
}

describe('the client', () => {
  it('takes a run from its brief to its pick', async () => {
    const client = (await start()).client()
    const { id } = await client.runs.create({ brief: 'an axolotl who tends a lighthouse', variations: 2 })
    const events = await raceOf(client, id)
    expect(seqs(events)).toEqual(dense(events))
    expect(events.at(-1)).toMatchObject({ type: 'run-end', data: { outcome: 'succeeded' } })

    const run = await client.runs.get(id)
    const picture = run.variations[1]?.artifacts.at(-1)
    const bytes = await (await client.artifact(picture?.id ?? '')).bytes()
    expect(bytes.length).toBe(picture?.bytes)
    expect(await client.runs.pick(id, 1, 'the lamp')).toMatchObject({ variation: 1, note: 'the lamp' })
    expect(await client.runs.unpick(id)).toBeUndefined()
    expect((await client.runs.patch(id, { labels: { pond: 'north' } })).labels).toEqual({ pond: 'north' })
    expect((await client.runs.retry(id, 0)).attempt).toBe(2)
    const all = await raceOf(client, id)
    expect(all.filter(({ type }) => type === 'run-end')).toHaveLength(2)
    const stored: RunEvent[] = []
    for await (const event of client.runs.events(id, { until: 'now', after: 3 })) stored.push(event)
    expect(seqs(stored)).toEqual(seqs(all).slice(3))
    await client.runs.remove(id)
    expect(await thrownBy(client.runs.get(id))).toMatchObject({ status: 404, problem: { status: 404 } })
    expect((await client.runs.restore(id)).id).toBe(id)
  })

  it('waits for the end of a run, tries one out, and cancels one', async () => {
    const client = (await start()).client()
    const done = await client.runs.create({ brief: 'a baker', variations: 1 }, { waitS: 20 })
    expect(done.state).toBe('succeeded')
    expect(await client.runs.preview({ brief: 'a baker', variations: 3 })).toMatchObject({
      plans: { length: 3 },
      job: null,
    })
    const { id } = await client.runs.create({ brief: 'a pilot', variations: 1 })
    await client.runs.cancelVariation(id, 0)
    await client.runs.cancel(id)
    expect((await client.runs.get(id, { waitS: 20 })).state).toMatch(/cancelled|succeeded/)
    const found: string[] = []
    for await (const run of client.runs.each({ limit: 1 })) found.push(run.id)
    expect(found).toEqual([id, done.id])
  })

  it('has every event once over a wire that is cut again and again, and a server that is killed', async () => {
    const api = await start({ SCRIPTED_PACE: '0.2' })
    const wire = await startWire(api.url)
    const client = createClient({ url: wire.url })
    const { id } = await client.runs.create({ brief: 'a diver', variations: 3 })
    let kills = 0
    const events = await raceOf(client, id, async (_event, count) => {
      if (count % 15 === 0) wire.cut()
      if (count === 20 && kills++ === 0) {
        await api.kill()
        await api.comeBack()
      }
    })
    expect(kills).toBe(1)
    expect(seqs(events)).toEqual(dense(events))
    expect(events.at(-1)?.type).toBe('run-end')
    const whole = await raceOf(api.client(), id)
    expect(events).toEqual(whole)
  })

  it('makes one run of a request whose answer was lost on the way', async () => {
    const api = await start()
    const wire = await startWire(api.url)
    const client = createClient({ url: wire.url })
    wire.cutAfter(40)
    const run = await client.runs.create({ brief: 'a courier', variations: 1 })
    const { data } = await api.client().runs.list()
    expect(data.map(({ id }) => id)).toEqual([run.id])
  })

  it('is told who it is, and refused by problems that say what is wrong', async () => {
    const api = await start({ API_KEYS: KEY })
    const admin = api.client({ key: KEY })
    expect(await thrownBy(api.client().me())).toMatchObject({ status: 401 })
    const made = await admin.keys.create({ name: 'reader', scopes: ['read'] })
    const reader = api.client({ key: made.key })
    expect(await reader.me()).toMatchObject({ scopes: ['read'], key: { id: made.id } })
    const refused = await thrownBy(reader.runs.create({ brief: 'a baker' }))
    expect(refused).toBeInstanceOf(ApiProblem)
    expect(refused).toMatchObject({ status: 403 })
    const bad = await thrownBy(admin.runs.create({ brief: '', variations: 99 }))
    expect(bad instanceof ApiProblem && [...bad.fields.keys()]).toEqual(['/brief', '/variations'])
    await admin.keys.revoke(made.id)
    expect(await thrownBy(reader.me())).toMatchObject({ status: 401 })
    expect((await admin.backends()).defaults).toEqual({ designer: 'scripted', renderer: 'sketch' })
    expect((await admin.version()).name).toBe('axoloom')
    expect(await admin.storage()).toMatchObject({ runs: 0, artifacts: 0 })
    expect((await admin.doctor()).findings.length).toBeGreaterThan(5)
  })

  it('takes a batch from its file to its results', async () => {
    const client = (await start()).client()
    const rows = ['a baker', 'a pilot', 'a diver'].map((brief, i) => ({ customId: `row-${i}`, brief, variations: 2 }))
    const refused = await thrownBy(client.batches.create([...rows, { customId: 'bad', brief: '' }]))
    expect(refused).toMatchObject({ status: 400, problem: { errors: [{ pointer: '/lines/4/brief' }] } })
    const { id } = await client.batches.create(rows, { name: 'pond', selection: 'first' })
    const events: BatchEvent[] = []
    for await (const event of client.batches.events(id, { until: 'end' })) events.push(event)
    expect(seqs(events)).toEqual(dense(events))
    expect(events.at(-1)).toMatchObject({ type: 'batch-end', data: { requestCounts: { succeeded: 3 } } })
    expect(await client.batches.get(id)).toMatchObject({ status: 'ended', name: 'pond' })

    const found: string[] = []
    for await (const row of client.batches.eachRow(id, { limit: 2 })) found.push(`${row.customId} ${row.state}`)
    expect(found).toEqual(['row-0 succeeded', 'row-1 succeeded', 'row-2 succeeded'])
    expect((await client.batches.choose(id, 1, 1)).choice?.variation).toBe(1)
    const lines = (await (await client.batches.results(id, { format: 'jsonl' })).text()).trim().split('\n')
    expect(lines).toHaveLength(3)
    const sheet = await client.batches.contactSheet(id)
    expect(sheet.headers.get('content-type')).toBe('image/png')
    await sheet.body?.cancel()
  })

  it('registers, changes and removes an endpoint for webhooks', async () => {
    const { webhooks } = (await start()).client()
    const made = await webhooks.create({ url: 'https://example.com/hook', events: ['run.ended'] })
    expect(made.secret).toMatch(/^whsec_/)
    expect((await webhooks.rotate(made.id)).secret).not.toBe(made.secret)
    expect((await webhooks.patch(made.id, { isEnabled: false })).isEnabled).toBe(false)
    expect((await webhooks.list()).data.map(({ id }) => id)).toEqual([made.id])
    expect((await webhooks.deliveries(made.id)).data).toEqual([])
    await webhooks.remove(made.id)
    expect(await thrownBy(webhooks.get(made.id))).toMatchObject({ status: 404 })
  })
})
