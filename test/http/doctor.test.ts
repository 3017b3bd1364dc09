import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { loadConfig } from '../../api/config.ts'
import { packBundle } from '../../api/doctor/bundle.ts'
import { createRedactor } from '../../api/doctor/redact.ts'
import { streamRule } from '../../api/doctor/stream-rule.ts'
import { StreamTrial } from '../../api/doctor/stream-trial.ts'
import { createLogger } from '../../api/logging.ts'
import { RecentLog } from '../../api/recent-log.ts'
import { DoctorReport } from '../../contract/doctor.ts'
import { look } from '../api/doctor/look.ts'
import { type PublicApi, type PublicApiOptions, startPublicApi } from '../support/public-api.ts'
import { createRun } from '../support/test-store.ts'

const KEY = 'a-key-of-the-settings-01'
const asAdmin = { authorization: `Bearer ${KEY}` }

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function serve(options: PublicApiOptions = {}): Promise<PublicApi> {
  const api = await startPublicApi(options)
  closers.push(() => api.close())
  return api
}

/** The texts of a zip by name. */
function unzip(bytes: Buffer): Map<string, string> {
  const dir = mkdtempSync(join(tmpdir(), 'axoloom-zip-'))
  const path = join(dir, 'a.zip')
  try {
    writeFileSync(path, bytes)
    const names = execFileSync('unzip', ['-Z1', path], { encoding: 'utf8' }).trim().split('\n')
    return new Map(names.map((name) => [name, execFileSync('unzip', ['-p', path, name], { encoding: 'utf8' })]))
  } finally {
    rmSync(dir, { recursive: true })
  }
}

describe('the doctor over HTTP', () => {
  it('answers admins with a report as the contract says, within the time of its slowest rule', async () => {
    const { url } = await serve({ env: { API_KEYS: KEY } })
    expect((await fetch(`${url}/v1/doctor`)).status).toBe(401)
    const answer = await fetch(`${url}/v1/doctor`, { headers: asAdmin })
    const report = DoctorReport.parse(await answer.json())

    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(report.findings.filter(({ state }) => state === 'failed')).toEqual([])
    expect(report.findings.find(({ id }) => id === 'stream')).toMatchObject({ state: 'ok' })
    expect(report.findings.find(({ id }) => id === 'port')).toMatchObject({ what: `PORT: Axoloom listens at ${url}.` })
  })

  it('mends what is safe, and refuses the rest', async () => {
    const { url } = await serve()
    const fix = (body: object) =>
      fetch(`${url}/v1/doctor/fix`, {
        ...{ method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
      })
    expect((await fix({ id: 'database' })).status).toBe(409)
    expect((await fix({ id: 'no-such-rule' })).status).toBe(404)
    expect((await fix({ id: 'Not An Id' })).status).toBe(400)
  })

  it('ends what goes on after every deadline, whoever it belongs to', async () => {
    const { url, store, dataDir } = await serve()
    const { id } = await createRun(store, {}, { owner: 'ada' })
    const sqlite = new Database(join(dataDir, 'axoloom.db'), { timeout: 5000 })
    sqlite.exec("UPDATE attempts SET queuedAt = '2020-01-01T00:00:00.000Z'")
    sqlite.close()
    const body = JSON.stringify({ id: 'stuck-attempts' })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${url}/v1/doctor/fix`, { method: 'POST', body, headers })

    expect(await answer.json()).toMatchObject({ finding: { id: 'stuck-attempts', state: 'ok' } })
    expect((await store.runs.get('ada', id)).state).toBe('cancelled')
  })

  it('gives a support file for download', async () => {
    const { url } = await serve()
    const answer = await fetch(`${url}/v1/doctor/bundle`)
    expect(answer.headers.get('content-type')).toBe('application/zip')
    const files = unzip(Buffer.from(await answer.arrayBuffer()))

    expect([...files.keys()].map((name) => name.replace('axoloom-support/', '')).sort()).toEqual([
      'README.txt',
      'log.txt',
      'report.json',
      'report.txt',
      'settings.txt',
      'state.json',
      'system.json',
    ])
    expect(() => DoctorReport.parse(JSON.parse(files.get('axoloom-support/report.json') ?? ''))).not.toThrow()
  })
})

describe('a support file', () => {
  it('of a server holds neither its keys nor what it signs with, wherever they stand', async () => {
    const recentLog = new RecentLog()
    const { url, store } = await serve({ env: { API_KEYS: KEY, CLAUDE_MODEL: `model-${KEY}` }, recentLog })
    const { secret } = store.installation
    const forms = (['hex', 'base64', 'base64url'] as const).map((encoding) => secret.toString(encoding))
    for (const text of [KEY, ...forms]) recentLog.add(JSON.stringify({ level: 50, msg: `it is ${text}` }))
    const answer = await fetch(`${url}/v1/doctor/bundle`, { headers: asAdmin })
    const text = [...unzip(Buffer.from(await answer.arrayBuffer())).values()].join('\n')

    expect(text.match(/it is \[hidden\]/g)).toHaveLength(4)
    expect(text).toContain('CLAUDE_MODEL=model-[hidden]')
    for (const planted of [KEY, ...forms]) expect(text).not.toContain(planted)
  })

  it('holds none of twenty planted secrets', async () => {
    const planted = {
      key: 'first-key-of-the-settings',
      otherKey: 'second-key-of-the-settings',
      claude: 'sk-ant-api03-PlantedForClaude',
      name: 'gateway-user-name',
      password: 'g4teway/pass word',
      model: 'hf_PlantedPlantedPlanted',
      query: 'planted-query-value-9',
      installation: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
      managed: `axo_${'7'.repeat(26)}_PlantedManagedSecret`,
      bearer: 'PlantedBearer0123456789',
      basic: Buffer.from('someone:planted-basic').toString('base64'),
      webhook: 'whsec_UGxhbnRlZFdlYmhvb2tTZWNyZXQ',
      aws: 'AKIAPLANTEDPLANTED12',
      jwt: 'eyJhbGciOiJQTEFOVEVEIn0.eyJzdWIiOiJwbGFudGVkIn0.cGxhbnRlZA',
      github: 'ghp_PlantedPlantedPlanted1234',
      mail: 'planted.person@example.org',
      ticket: 'planted-ticket-value-9',
      cookie: 'planted-session-cookie-9',
      proxy: 'planted-proxy-password',
      pem: 'UGxhbnRlZFByaXZhdGVLZXk',
    }
    const config = loadConfig(
      {
        API_KEYS: `${planted.key},${planted.otherKey}`,
        ANTHROPIC_API_KEY: planted.claude,
        AGENT_GATEWAY_URL: `http://${planted.name}:${encodeURIComponent(planted.password)}@127.0.0.1:8001`,
        PUBLIC_URL: 'https://axo.example',
      },
      { directory: join(tmpdir(), 'axoloom-without-env') },
    )
    const recent = new RecentLog()
    const logger = createLogger({ logLevel: 'info', logFormat: 'json' }, { write() {} }, recent)
    logger.warn({ token: planted.bearer }, `refused Bearer ${planted.bearer}, and Basic ${planted.basic}`)
    logger.warn(`signed with ${planted.webhook} for ${planted.mail}, key ${planted.managed} of ${planted.github}`)
    logger.error(
      { err: new Error(`ticket=${planted.ticket}; cookie: ${planted.cookie} ${planted.aws} ${planted.model}`) },
      'failed',
    )
    logger.error(
      `via http://proxy:${planted.proxy}@10.0.0.1/?api_key=${planted.query} as ${planted.name}:${planted.password}`,
    )
    const pem = `-----BEGIN PRIVATE KEY-----\n${planted.pem}\n-----END PRIVATE KEY-----`
    const finding = {
      ...{ id: 'x', area: 'models' as const, state: 'failed' as const, fix: null, isSafeToFix: false },
      ...{
        what: `said ${planted.key}, ${planted.otherKey}`,
        cause: `${planted.claude} ${planted.installation} ${pem}`,
      },
    }
    const report = { at: '', version: '1', findings: [finding], counts: { ok: 0, warning: 0, failed: 1, skipped: 0 } }
    const parts = {
      report,
      settings: config.shown,
      system: { token: planted.jwt },
      state: { said: pem },
      log: recent.lines(),
    }
    const redact = createRedactor([...config.secrets, planted.installation])
    const text = [...unzip(await packBundle(parts, redact)).values()].join('\n')

    expect(Object.keys(planted)).toHaveLength(20)
    const found = Object.entries(planted).filter(
      ([, secret]) => text.includes(secret) || text.includes(encodeURIComponent(secret)),
    )
    // only the end of a managed key is secret: its id names it
    expect(found).toEqual([])
    expect(text).not.toContain('PlantedManagedSecret')
    expect(text).toContain('axo.example')
    expect(text).toContain('refused Bearer [hidden]')
  })
})

describe('the way of events', () => {
  /** A proxy that gives an answer on as a whole, or as it comes. */
  async function startProxy(target: string, isBuffering: boolean): Promise<string> {
    const proxy: Server = createServer((request, response) => {
      void (async () => {
        const answer = await fetch(target + (request.url ?? ''), { headers: { accept: 'text/event-stream' } })
        response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '', server: 'nginx' })
        if (isBuffering) return response.end(Buffer.from(await answer.arrayBuffer()))
        response.flushHeaders()
        for await (const chunk of answer.body ?? []) response.write(chunk)
        response.end()
      })().catch(() => response.destroy())
    }).listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    closers.push(() => {
      proxy.closeAllConnections()
      proxy.close()
    })
    const address = proxy.address()
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  }

  const streamFinding = async (env: Record<string, string>) => {
    const { url } = await serve({ env })
    const report = (await (await fetch(`${url}/v1/doctor`)).json()) as DoctorReport
    return report.findings.find(({ id }) => id === 'stream')
  }

  it.each([
    [false, 'at-once', 'ok'],
    [true, 'held-back', 'failed'],
  ])('through a proxy that buffers (%s) is %s', async (isBuffering, is, state) => {
    // what buffers does so however short the wait is
    const trial = isBuffering ? new StreamTrial(50) : new StreamTrial()
    // the server that is tried, with a trial of our own behind its route
    const api = await serveTrial(trial)
    const proxy = await startProxy(api, isBuffering)

    expect(await trial.run(proxy, AbortSignal.timeout(8000))).toMatchObject({ is })
    const options = { trial, publicUrl: proxy, ownUrl: api, isInCluster: true }
    expect((await look(streamRule(options))).state).toBe(state)
  })

  async function serveTrial(trial: StreamTrial): Promise<string> {
    const server = createServer((request, response) => {
      const token = new URL(request.url ?? '', 'http://x').searchParams.get('token') ?? ''
      void (async () => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        for await (const event of trial.take(token) ?? []) response.write(event)
        response.end()
      })()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    closers.push(() => {
      server.closeAllConnections()
      server.close()
    })
    const address = server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  }

  it('by a name that leads elsewhere is told', async () => {
    const other = createServer((_request, response) => response.writeHead(502).end('no')).listen(0, '127.0.0.1')
    await once(other, 'listening')
    closers.push(() => other.close())
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0

    expect(await streamFinding({ PUBLIC_URL: `http://127.0.0.1:${port}` })).toMatchObject({
      ...{ state: 'failed', cause: expect.stringContaining('502') },
    })
  })

  it('by a name that is not allowed is told with the setting', async () => {
    const { url } = await serve({ env: { ALLOWED_HOSTS: '127.0.0.1' } })
    const trial = new StreamTrial()
    const options = { trial, publicUrl: url.replace('127.0.0.1', 'localhost'), ownUrl: url, isInCluster: false }

    expect(await look(streamRule(options))).toMatchObject({
      ...{ state: 'failed', fix: { command: 'ALLOWED_HOSTS=localhost,127.0.0.1,localhost npm start' } },
    })
  })

  it('is shut for a token of no trial', async () => {
    const { url } = await serve({ env: { API_KEYS: KEY }, logger: pino({ level: 'silent' }) })
    expect((await fetch(`${url}/v1/doctor/stream?token=guess`)).status).toBe(404)
  })
})
