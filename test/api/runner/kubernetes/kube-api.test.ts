import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createKubeApi, type KubeApi } from '../../../../api/runner/kubernetes/kube-api.ts'
import { KubeError } from '../../../../api/runner/kubernetes/kube-error.ts'
import {
  listOf,
  openAccess,
  podObject,
  type RawApiServer,
  sendJson,
  startRawApiServer,
  statusObject,
} from './raw-api-server.ts'

const never = new AbortController().signal
const watchQuery = { selector: null, resourceVersion: '1', timeoutMs: 60_000 }
const logQuery = { container: 'agent', follow: true }

describe('the Kubernetes API', () => {
  const closers: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close()
  })

  async function start(
    answer: (request: IncomingMessage, response: ServerResponse) => void,
    callMs = 5_000,
  ): Promise<{ server: RawApiServer; api: KubeApi }> {
    const server = await startRawApiServer(answer)
    const api = createKubeApi(openAccess(server.url), { namespace: 'agents', callMs })
    closers.push(server.close, api.close)
    return { server, api }
  }

  const errorOf = async (promise: Promise<unknown>): Promise<KubeError> => {
    const error = await promise.then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(KubeError)
    return error as KubeError
  }

  /** Reads to the end; what was read before an error is in `seen`. */
  const readAll = async <T>(stream: AsyncIterable<T>, seen: T[] = []): Promise<T[]> => {
    for await (const item of stream) seen.push(item)
    return seen
  }

  describe('lists', () => {
    it('all pages, with the version of the whole', async () => {
      const { server, api } = await start((request, response) => {
        const isSecond = request.url?.includes('continue=second')
        const page = isSecond ? listOf([podObject('b', '2')], '9') : listOf([podObject('a', '1')], '9', 'second')
        sendJson(response, 200, page)
      })
      const { items, resourceVersion } = await api.list('pods', 'app=x,run in (a)', never)
      expect(items.map((pod) => pod.metadata?.name)).toEqual(['a', 'b'])
      expect(resourceVersion).toBe('9')
      const url = new URL(server.requests[0]?.url ?? '', 'http://x')
      expect(url.pathname).toBe('/api/v1/namespaces/agents/pods')
      expect(Object.fromEntries(url.searchParams)).toEqual({ limit: '500', labelSelector: 'app=x,run in (a)' })
    })

    it('jobs in their own group, without what nobody reads', async () => {
      const job = podObject('j', '1')
      const { server, api } = await start((_request, response) =>
        sendJson(response, 200, listOf([{ ...job, metadata: { ...job.metadata, managedFields: [{}] } }], '2')),
      )
      expect((await api.list('jobs', null, never)).items).toEqual([job])
      expect(server.requests[0]?.url).toBe('/apis/batch/v1/namespaces/agents/jobs?limit=500')
    })
  })

  describe('connections', () => {
    it('are two at the most for 200 calls in a row', async () => {
      const { server, api } = await start((_request, response) => sendJson(response, 200, listOf([], '1')))
      for (let call = 0; call < 200; call++) await api.list('pods', null, never)
      expect(server.requests).toHaveLength(200)
      expect(server.connections()).toBeLessThanOrEqual(2)
    })

    it('of 200 followed pods and three watches leave short calls alone', async () => {
      const { server, api } = await start((request, response) => {
        if (/watch=true|follow=true/.test(request.url ?? '')) response.writeHead(200).write('first\n')
        else sendJson(response, 200, listOf([], '1'))
      })
      const stop = new AbortController()
      const logs = Array.from({ length: 200 }, (_, pod) =>
        api.log(`pod-${pod}`, logQuery, stop.signal)[Symbol.asyncIterator](),
      )
      await Promise.all(logs.map((log) => log.next()))
      const before = server.connections()
      expect(before).toBe(200)
      for (let call = 0; call < 50; call++) await api.list('pods', null, never)
      expect(server.connections() - before).toBeLessThanOrEqual(2)
      stop.abort()
      for (const log of logs) expect((await errorOf(log.next())).reason).toBe('Aborted')
    })

    it('are broken off by close', async () => {
      const { api } = await start((_request, response) => response.writeHead(200).write('first\n'))
      const log = api.log('pod', logQuery, never)[Symbol.asyncIterator]()
      await log.next()
      const next = errorOf(log.next())
      await api.close()
      expect((await next).status).toBeNull()
      expect((await errorOf(api.list('pods', null, never))).status).toBeNull()
    })
  })

  describe('refusals', () => {
    const cases = [
      { status: 400, reason: 'BadRequest', isRetryable: false },
      { status: 403, reason: 'Forbidden', isRetryable: false },
      { status: 404, reason: 'NotFound', isRetryable: false },
      { status: 409, reason: 'AlreadyExists', isRetryable: false },
      { status: 410, reason: 'Expired', isRetryable: false },
      { status: 429, reason: 'TooManyRequests', isRetryable: true },
      { status: 500, reason: 'InternalError', isRetryable: true },
      { status: 504, reason: 'Timeout', isRetryable: true },
    ]
    it.each(cases)('$status keeps the words of the server, for calls, watches and logs', async (expected) => {
      const { status, reason } = expected
      const { api } = await start((_request, response) =>
        sendJson(response, status, statusObject(status, reason, 'what it says'), { 'retry-after': '3' }),
      )
      const errors = await Promise.all([
        errorOf(api.list('pods', null, never)),
        errorOf(api.createJob({ metadata: { name: 'j' } }, never)),
        errorOf(readAll(api.watch('events', watchQuery, never))),
        errorOf(readAll(api.log('pod-1', logQuery, never))),
      ])
      for (const error of errors) expect(error).toMatchObject({ ...expected, retryAfterMs: 3000 })
      expect(errors.map(({ message }) => message)).toEqual([
        expect.stringContaining(`Cannot list pods in namespace agents: the API server answers ${status} ${reason}`),
        expect.stringContaining('Cannot create job j in namespace agents'),
        expect.stringContaining('Cannot watch events in namespace agents'),
        expect.stringContaining('Cannot read the log of pod pod-1 in namespace agents'),
      ])
      expect(errors[0]?.message).toContain('what it says')
    })

    it('of a proxy are told by their status', async () => {
      const { api } = await start((_request, response) => response.writeHead(502).end('<html>bad gateway</html>'))
      const error = await errorOf(api.list('pods', null, never))
      expect(error).toMatchObject({ status: 502, isRetryable: true, retryAfterMs: null })
      expect(error.message).toContain('<html>bad gateway</html>')
    })

    it.each([
      ['long', 100_000],
      ['short', 10],
    ])('whose body never ends are told by their status: %s', async (_name, bytes) => {
      const { api } = await start((_request, response) => response.writeHead(500).write('x'.repeat(bytes)))
      expect(await errorOf(readAll(api.log('pod', logQuery, never)))).toMatchObject({ status: 500 })
    })

    it('say which right is missing', async () => {
      const { api } = await start((_request, response) => sendJson(response, 403, statusObject(403, 'Forbidden', 'no')))
      expect((await errorOf(api.list('pods', null, never))).message).toContain('Grant this right')
    })
  })

  describe('faults of the network', () => {
    it('name what cannot be reached', async () => {
      const { server, api } = await start(() => {})
      await server.close()
      closers.splice(0, 1)
      const error = await errorOf(api.list('pods', null, never))
      expect(error).toMatchObject({ status: null, reason: 'Unreachable', isRetryable: true })
      expect(error.message).toMatch(
        /Cannot list pods in namespace agents: .*ECONNREFUSED.*Check that the API server runs/,
      )
    })

    it.each([
      ['a reset', (response: ServerResponse) => response.socket?.resetAndDestroy()],
      ['a FIN', (response: ServerResponse) => response.socket?.end()],
      ['a bad chunk', (response: ServerResponse) => response.socket?.end('no length\r\n')],
    ])('end a log with a typed error: %s', async (_name, cut) => {
      const seen: Buffer[] = []
      const { api } = await start((_request, response) => {
        response.writeHead(200).write('first\n')
        void vi.waitFor(() => expect(seen).toHaveLength(1), { timeout: 15_000 }).then(() => cut(response))
      })
      const error = await errorOf(readAll(api.log('pod', logQuery, never), seen))
      expect(error).toMatchObject({ status: null, isRetryable: true })
      expect(String(seen)).toBe('first\n')
    })

    it.each([
      ['a reset', (response: ServerResponse) => response.socket?.resetAndDestroy()],
      ['a FIN', (response: ServerResponse) => response.socket?.end()],
    ])('before the answer end every call with a typed error: %s', async (_name, cut) => {
      const { api } = await start((_request, response) => cut(response))
      for (const call of [
        api.list('pods', null, never),
        api.createJob({ metadata: { name: 'j' } }, never),
        api.deleteJob('j', never),
        readAll(api.watch('pods', watchQuery, never)),
        readAll(api.log('pod', logQuery, never)),
      ]) {
        expect(await errorOf(call)).toMatchObject({ status: null, reason: 'ConnectionLost', isRetryable: true })
      }
    })

    it('hurt nobody when no one reads the log at that moment', async () => {
      let reset = () => {}
      const { api } = await start((request, response) => {
        if (!request.url?.includes('/log')) return sendJson(response, 200, listOf([], '1'))
        response.writeHead(200).write('first\n')
        reset = () => response.socket?.resetAndDestroy()
      })
      const log = api.log('pod', logQuery, never)[Symbol.asyncIterator]()
      await log.next()
      reset()
      // answered behind the reset, so that has arrived
      await api.list('pods', null, never)
      expect(await errorOf(log.next())).toMatchObject({ reason: 'ConnectionLost' })
    })

    it('that stay silent end short calls and what has not begun at their deadline, and no followed log', async () => {
      let say = () => {}
      const { api } = await start((request, response) => {
        if (request.url?.includes('/jobs')) response.writeHead(200).write('{"metadata":')
        if (!request.url?.includes('/quiet/')) return
        response.writeHead(200).flushHeaders()
        if (request.url.includes('follow=true')) say = () => response.end('late\n')
      }, 100)
      const quiet = readAll(api.log('quiet', logQuery, never))
      const errors = await Promise.all([
        errorOf(api.list('pods', null, never)),
        errorOf(api.list('jobs', null, never)),
        errorOf(readAll(api.watch('pods', watchQuery, never))),
        errorOf(readAll(api.log('half-open', logQuery, never))),
        errorOf(readAll(api.log('quiet', { ...logQuery, follow: false }, never))),
      ])
      for (const error of errors) expect(error).toMatchObject({ status: null, reason: 'Timeout', isRetryable: true })
      say()
      expect(String(await quiet)).toBe('late\n')
    })

    it('that accept and never answer do not last', async () => {
      const silent = createServer(() => {}).listen(0, '127.0.0.1')
      await once(silent, 'listening')
      const address = silent.address()
      const port = typeof address === 'object' ? address?.port : 0
      const api = createKubeApi(openAccess(`http://127.0.0.1:${port}`), { namespace: 'agents', callMs: 100 })
      closers.push(async () => void silent.close(), api.close)
      expect(await errorOf(api.list('pods', null, never))).toMatchObject({ reason: 'Timeout' })
    })
  })

  describe('aborts', () => {
    it('end a call before it begins, while it waits, and while it reads', async () => {
      const { api } = await start((request, response) => {
        if (request.url?.includes('/log')) response.writeHead(200).write('first\n')
      })
      const stop = new AbortController()
      const waiting = errorOf(api.list('pods', null, stop.signal))
      const log = api.log('pod', logQuery, stop.signal)[Symbol.asyncIterator]()
      await log.next()
      const reading = errorOf(log.next())
      stop.abort()
      const errors = [await waiting, await reading, await errorOf(api.list('pods', null, stop.signal))]
      for (const error of errors) expect(error).toMatchObject({ status: null, reason: 'Aborted', isRetryable: false })
    })
  })

  describe('watches', () => {
    const lines = (...events: readonly unknown[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('')

    it('give an event for each line, whatever the chunks, and end when the server ends', async () => {
      const text = lines(
        { type: 'ADDED', object: podObject('ä', '2') },
        { type: 'BOOKMARK', object: { metadata: { resourceVersion: '7' } } },
        { type: 'NEW_IN_2040', object: {} },
        { type: 'DELETED', object: podObject('ä', '8') },
      )
      const { server, api } = await start((_request, response) => {
        response.writeHead(200)
        for (const byte of Buffer.from(text)) response.write(Buffer.from([byte]))
        response.end('{"type":"ADDED","ob')
      })
      let isOpen = false
      const onOpen = () => {
        isOpen = true
      }
      const events = await readAll(api.watch('pods', { ...watchQuery, selector: 'a=b', onOpen }, never))
      expect(events).toEqual([
        { type: 'ADDED', object: podObject('ä', '2') },
        { type: 'BOOKMARK', resourceVersion: '7' },
        { type: 'DELETED', object: podObject('ä', '8') },
      ])
      expect(isOpen).toBe(true)
      expect(Object.fromEntries(new URL(server.requests[0]?.url ?? '', 'http://x').searchParams)).toEqual({
        watch: 'true',
        allowWatchBookmarks: 'true',
        timeoutSeconds: '60',
        resourceVersion: '1',
        labelSelector: 'a=b',
      })
    })

    it('throw what an ERROR event says', async () => {
      const { api } = await start((_request, response) => {
        response.writeHead(200).end(lines({ type: 'ERROR', object: statusObject(410, 'Expired', 'too old') }))
      })
      expect(await errorOf(readAll(api.watch('jobs', watchQuery, never)))).toMatchObject({ status: 410 })
    })

    it.each([
      ['is no JSON', 'nonsense\n'],
      ['is no event', '{"a":1}\n'],
      ['has no name', lines({ type: 'ADDED', object: { metadata: { uid: 'u', resourceVersion: '1' } } })],
      ['does not end', 'x'.repeat(5_000_000)],
    ])('throw when a line %s', async (_name, text) => {
      const { api } = await start((_request, response) => response.writeHead(200).end(text))
      expect(await errorOf(readAll(api.watch('jobs', watchQuery, never)))).toMatchObject({ reason: 'BadAnswer' })
    })
  })

  describe('jobs', () => {
    it('are created, read and deleted by name, their pods in the background', async () => {
      const bodies: string[] = []
      const { server, api } = await start((request, response) => {
        request.setEncoding('utf8').on('data', (text: string) => bodies.push(text))
        request.on('end', () => sendJson(response, 200, podObject('j', '1')))
      })
      const created = await api.createJob({ metadata: { name: 'j' } }, never)
      expect(await api.getJob('j', never)).toEqual(created)
      await api.deleteJob('j', never)
      expect(bodies).toEqual(['{"metadata":{"name":"j"}}'])
      expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
        'POST /apis/batch/v1/namespaces/agents/jobs',
        'GET /apis/batch/v1/namespaces/agents/jobs/j',
        'DELETE /apis/batch/v1/namespaces/agents/jobs/j?propagationPolicy=Background',
      ])
    })

    it('that are gone count as deleted', async () => {
      const { api } = await start((_request, response) => sendJson(response, 404, statusObject(404, 'NotFound', 'no')))
      await api.deleteJob('j', never)
    })
  })

  it('asks for a log with timestamps and only what is wanted', async () => {
    const { server, api } = await start((_request, response) => response.writeHead(200).end('line\n'))
    const query = { container: 'agent', follow: false, sinceTime: '2026-01-01T00:00:00Z', limitBytes: 10 }
    expect(String(await readAll(api.log('p', query, never)))).toBe('line\n')
    const url = new URL(server.requests[0]?.url ?? '', 'http://x')
    expect(url.pathname).toBe('/api/v1/namespaces/agents/pods/p/log')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      container: 'agent',
      follow: 'false',
      sinceTime: '2026-01-01T00:00:00Z',
      limitBytes: '10',
      timestamps: 'true',
    })
  })

  it('keeps the path that an API server has on a shared host', async () => {
    const server = await startRawApiServer((_request, response) => sendJson(response, 200, listOf([], '1')))
    const api = createKubeApi(openAccess(`${server.url}/k8s/clusters/c-1/`), { namespace: 'agents' })
    closers.push(server.close, api.close)
    await api.list('jobs', null, never)
    expect(server.requests[0]?.url).toBe('/k8s/clusters/c-1/apis/batch/v1/namespaces/agents/jobs?limit=500')
  })
})
