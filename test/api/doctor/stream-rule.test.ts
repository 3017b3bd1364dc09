import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { streamRule } from '../../../api/doctor/stream-rule.ts'
import { StreamTrial, type TrialResult } from '../../../api/doctor/stream-trial.ts'
import { look } from './look.ts'

const opened: { close(): void }[] = []
afterEach(() => {
  for (const server of opened.splice(0)) server.close()
})

const url = 'https://axo.example'

describe('the rule of the stream', () => {
  const held: TrialResult = { is: 'held-back', server: 'nginx', encoding: 'gzip' }
  const annotate = 'kubectl annotate ingress axoloom nginx.ingress.kubernetes.io/proxy-buffering=off --overwrite'

  it.each<[result: TrialResult, isInCluster: boolean, state: string, command: string | null | undefined]>([
    [{ is: 'at-once' }, false, 'ok', undefined],
    [held, true, 'failed', annotate],
    [held, false, 'failed', null],
    [{ is: 'refused', status: 403 }, false, 'failed', 'ALLOWED_HOSTS=localhost,127.0.0.1,axo.example npm start'],
    [{ is: 'refused', status: 502 }, false, 'failed', null],
    [{ is: 'refused', status: 503 }, false, 'failed', null],
    [{ is: 'refused', status: 504 }, false, 'failed', null],
    [{ is: 'refused', status: 404 }, false, 'warning', `curl -sSI ${url}/healthz`],
    [{ is: 'unreachable', words: 'No.' }, false, 'warning', `curl -sSI ${url}/healthz`],
  ])('makes of %j (cluster: %s) that it is %s', async (result, isInCluster, state, command) => {
    const options = { trial: { run: async () => result }, publicUrl: url, ownUrl: null, isInCluster }
    const found = await look(streamRule(options))

    expect([found.state, found.fix?.command]).toEqual([state, command])
  })

  it('is skipped without a server, and says what PUBLIC_URL would add', async () => {
    const trial = { run: async (): Promise<TrialResult> => ({ is: 'at-once' }) }
    const options = { publicUrl: null, isInCluster: false }
    expect((await look(streamRule({ ...options, trial: null, ownUrl: url }))).state).toBe('skipped')
    expect((await look(streamRule({ ...options, trial, ownUrl: url }))).what).toContain('PUBLIC_URL')
  })
})

describe('a trial', () => {
  async function serve(answer: RequestListener): Promise<string> {
    const server = createServer(answer).listen(0, '127.0.0.1')
    await once(server, 'listening')
    opened.push({
      close() {
        server.closeAllConnections()
        server.close()
      },
    })
    const address = server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  }
  const tokenOf = (path = '') => new URL(path, 'http://x').searchParams.get('token') ?? ''

  it('has a token that is good for one call, and for none when it is over', async () => {
    const trial = new StreamTrial()
    const taken: boolean[] = []
    let token = ''
    const base = await serve((request, response) => {
      token = tokenOf(request.url)
      taken.push(trial.take(token) !== undefined, trial.take(token) !== undefined)
      response.writeHead(200, { 'content-type': 'text/html' }).end('a page')
    })
    expect(await trial.run(base, AbortSignal.timeout(5000))).toEqual({ is: 'refused', status: 200 })
    expect(taken).toEqual([true, false])

    const other = await serve((request, response) => {
      token = tokenOf(request.url)
      response.writeHead(502).end()
    })
    expect(await trial.run(other, AbortSignal.timeout(5000))).toEqual({ is: 'refused', status: 502 })
    expect(trial.take(token)).toBeUndefined()
  })

  it.each([
    [false, 'at-once'],
    [true, 'held-back'],
  ])('of a way that collects all first (%s) is %s', async (isCollecting, is) => {
    const trial = isCollecting ? new StreamTrial(20) : new StreamTrial()
    const base = await serve(async (request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', server: 'nginx', 'content-encoding': 'identity' })
      let all = ''
      for await (const event of trial.take(tokenOf(request.url)) ?? []) {
        if (isCollecting) all += event
        else response.write(event)
      }
      response.end(all)
    })
    const result = await trial.run(base, AbortSignal.timeout(5000))

    expect(result).toMatchObject(isCollecting ? { is, server: 'nginx', encoding: 'identity' } : { is })
  })

  it('is one of four at the same time, and makes room when it is given up', async () => {
    const trial = new StreamTrial()
    let asked = 0
    const all = Promise.withResolvers<void>()
    const base = await serve(() => {
      asked += 1
      if (asked === 4) all.resolve()
    })
    const leaving = new AbortController()
    const trials = Array.from({ length: 4 }, () => trial.run(base, leaving.signal))
    await all.promise
    const words = 'Too many trials are under way.'
    expect(await trial.run(base, leaving.signal)).toEqual({ is: 'unreachable', words })
    leaving.abort()
    for (const result of await Promise.all(trials)) expect(result.is).toBe('unreachable')
    expect(await trial.run(base, AbortSignal.abort())).not.toEqual({ is: 'unreachable', words })
  })

  it('reads no answer without an end', async () => {
    const base = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', server: 'odd' })
      const pour = () => {
        while (!response.destroyed && response.write(`: ${'x'.repeat(8000)}\n`));
        response.once('drain', pour)
      }
      pour()
    })
    expect(await new StreamTrial().run(base, AbortSignal.timeout(5000))).toEqual({
      ...{ is: 'held-back', server: 'odd', encoding: null },
    })
  })
})
