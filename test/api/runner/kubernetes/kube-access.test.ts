import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type KubeAccessOptions, loadKubeAccess } from '../../../../api/runner/kubernetes/kube-access.ts'
import { createKubeApi, type KubeApi } from '../../../../api/runner/kubernetes/kube-api.ts'
import { listOf, type RawApiServer, sendJson, startRawApiServer, statusObject } from './raw-api-server.ts'

const never = new AbortController().signal
const run = promisify(execFile)

describe('the way to the API server', () => {
  let dir: string
  const closers: (() => Promise<void>)[] = []
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'axoloom-kubeconfig-'))
  })
  afterEach(async () => {
    vi.useRealTimers()
    vi.unstubAllEnvs()
    for (const close of closers.splice(0).reverse()) await close()
    await rm(dir, { recursive: true })
  })

  const file = (name: string) => join(dir, name)

  /** Writes a kubeconfig (JSON is YAML) with one context "here" and gives its path. */
  async function kubeconfig(server: string, user: object, cluster: object = {}): Promise<string> {
    const config = {
      'current-context': 'here',
      clusters: [{ name: 'c', cluster: { server, ...cluster } }],
      users: [{ name: 'u', user }],
      contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
    }
    await writeFile(file('config'), JSON.stringify(config))
    return file('config')
  }

  async function apiOf(options: KubeAccessOptions): Promise<KubeApi> {
    const api = createKubeApi(await loadKubeAccess(options), { namespace: 'agents' })
    closers.push(api.close)
    return api
  }

  /** A server that lets in who sends the token that holds now. */
  async function guarded(isAllowed: (request: IncomingMessage) => boolean): Promise<RawApiServer> {
    const server = await startRawApiServer((request, response) => {
      if (!isAllowed(request)) return sendJson(response, 401, statusObject(401, 'Unauthorized', 'Unauthorized'))
      if (request.url?.includes('/log')) return response.writeHead(200).end('line\n')
      return sendJson(response, 200, listOf([], '1'))
    })
    closers.push(server.close)
    return server
  }

  describe('over HTTP', () => {
    it('sends the token of the kubeconfig', async () => {
      const server = await guarded(({ headers }) => headers.authorization === 'Bearer of-the-file')
      const api = await apiOf({ kubeconfig: await kubeconfig(server.url, { token: 'of-the-file' }) })
      await api.list('pods', null, never)
    })

    it('sends a name and password', async () => {
      const server = await guarded(({ headers }) => headers.authorization === `Basic ${btoa('me:secret')}`)
      const api = await apiOf({
        kubeconfig: await kubeconfig(server.url, { username: 'me', password: 'secret' }),
      })
      await api.list('pods', null, never)
    })

    it('finds the kubeconfig that KUBECONFIG names, and another context in it', async () => {
      const server = await guarded(() => true)
      vi.stubEnv('KUBECONFIG', await kubeconfig(server.url, {}))
      expect((await loadKubeAccess()).server).toBe(server.url)
      expect((await loadKubeAccess({ context: 'here' })).server).toBe(server.url)
    })
  })

  describe('when the token changes', () => {
    const tokenFile = (path: string) => ({ 'auth-provider': { name: 'tokenFile', config: { tokenFile: path } } })

    it('reads the file again within 70 s, without a refusal', async () => {
      await writeFile(file('token'), 'first\n')
      const access = await loadKubeAccess({ kubeconfig: await kubeconfig('http://x', tokenFile(file('token'))) })
      vi.useFakeTimers({ toFake: ['Date', 'performance'], now: Date.now() })
      expect((await access.credentials()).headers).toEqual({ Authorization: 'Bearer first' })
      await writeFile(file('token'), 'second\n')
      expect((await access.credentials()).headers).toEqual({ Authorization: 'Bearer first' })
      vi.advanceTimersByTime(70_000)
      expect((await access.credentials()).headers).toEqual({ Authorization: 'Bearer second' })
    })

    it('renews it once when it is refused, for calls and for logs', async () => {
      let valid = 'Bearer first'
      await writeFile(file('token'), 'first')
      const server = await guarded(({ headers }) => headers.authorization === valid)
      const api = await apiOf({ kubeconfig: await kubeconfig(server.url, tokenFile(file('token'))) })
      await api.list('pods', null, never)
      valid = 'Bearer second'
      await writeFile(file('token'), 'second')
      const lines: string[] = []
      for await (const chunk of api.log('p', { container: 'agent', follow: true }, never)) lines.push(String(chunk))
      await Promise.all([api.list('pods', null, never), api.list('jobs', null, never)])
      expect(lines).toEqual(['line\n'])
      expect(server.requests.filter(({ headers }) => headers.authorization === 'Bearer first')).toHaveLength(2)
    })

    it('gives up when it is refused again, and does not ask for a new one with every call', async () => {
      const server = await guarded(() => false)
      await writeFile(file('plugin'), `#!/bin/sh\necho x >> ${file('calls')}\necho '${credential('no')}'\n`)
      await chmod(file('plugin'), 0o755)
      const api = await apiOf({ kubeconfig: await kubeconfig(server.url, { exec: execOf(file('plugin')) }) })
      for (let call = 0; call < 5; call++) {
        await expect(api.list('pods', null, never)).rejects.toMatchObject({ status: 401, isRetryable: false })
      }
      expect((await readFile(file('calls'), 'utf8')).trim().split('\n')).toHaveLength(2)
      // the first call was tried once more, the others found out that there was nothing new
      expect(server.requests).toHaveLength(6)
    })
  })

  const execOf = (command: string) => ({
    apiVersion: 'client.authentication.k8s.io/v1',
    command,
    interactiveMode: 'Never',
  })
  const credential = (token: string) =>
    JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token } })

  describe('with an exec plugin', () => {
    it('asks it once, tells it what kubectl tells it, and again when its token is refused', async () => {
      let valid = 'Bearer token-1'
      const script = `#!/bin/sh
echo x >> ${file('calls')}
echo "$KUBERNETES_EXEC_INFO" > ${file('info')}
echo '${credential('token-N')}' | sed "s/N/$(grep -c x ${file('calls')})/"
`
      await writeFile(file('plugin'), script)
      await chmod(file('plugin'), 0o755)
      const server = await guarded(({ headers }) => headers.authorization === valid)
      const api = await apiOf({ kubeconfig: await kubeconfig(server.url, { exec: execOf(file('plugin')) }) })
      await Promise.all([api.list('pods', null, never), api.list('jobs', null, never)])
      await api.list('events', null, never)
      valid = 'Bearer token-2'
      await api.list('pods', null, never)
      expect((await readFile(file('calls'), 'utf8')).trim().split('\n')).toHaveLength(2)
      expect(JSON.parse(await readFile(file('info'), 'utf8'))).toMatchObject({ kind: 'ExecCredential' })
    })

    it('says what the plugin said when it fails, and tries again with the next call', async () => {
      const server = await guarded(() => true)
      await writeFile(file('plugin'), '#!/bin/sh\necho "please log in" >&2\nexit 1\n')
      await chmod(file('plugin'), 0o755)
      const api = await apiOf({ kubeconfig: await kubeconfig(server.url, { exec: execOf(file('plugin')) }) })
      await expect(api.list('pods', null, never)).rejects.toMatchObject({
        reason: 'Credentials',
        message: expect.stringContaining('please log in'),
      })
      await writeFile(file('plugin'), `#!/bin/sh\necho '${credential('t')}'\n`)
      await api.list('pods', null, never)
    })
  })

  describe('over TLS', () => {
    let certs: string
    beforeAll(async () => {
      certs = await mkdtemp(join(tmpdir(), 'axoloom-certs-'))
      await makeAuthority(certs, 'ca')
      await makeAuthority(certs, 'other-ca')
      await sign(certs, 'server', 'ca', 'subjectAltName=IP:127.0.0.1')
      await sign(certs, 'client-1', 'ca', 'extendedKeyUsage=clientAuth')
      await sign(certs, 'client-2', 'ca', 'extendedKeyUsage=clientAuth')
    })
    afterAll(() => rm(certs, { recursive: true }))

    const cert = (name: string) => join(certs, name)
    const tls = async () => ({
      key: await readFile(cert('server.key')),
      cert: await readFile(cert('server.crt')),
      ca: await readFile(cert('ca.crt')),
      requestCert: true,
      rejectUnauthorized: false,
      ALPNProtocols: ['h2', 'http/1.1'],
    })
    const clientName = (request: IncomingMessage) => (request.socket as TLSSocket).getPeerCertificate()?.subject?.CN

    async function tlsServer(isAllowed: (request: IncomingMessage) => boolean): Promise<RawApiServer> {
      const server = await startRawApiServer(
        (request, response) => {
          if (isAllowed(request)) sendJson(response, 200, listOf([], '1'))
          else sendJson(response, 401, statusObject(401, 'Unauthorized', 'Unauthorized'))
        },
        await tls(),
      )
      closers.push(server.close)
      return server
    }

    it('makes two handshakes at the most for 200 calls in a row', async () => {
      const server = await tlsServer(({ headers }) => headers.authorization === 'Bearer t')
      const ca = { 'certificate-authority': cert('ca.crt') }
      const api = await apiOf({ kubeconfig: await kubeconfig(server.url, { token: 't' }, ca) })
      for (let call = 0; call < 200; call++) await api.list('pods', null, never)
      expect(server.connections()).toBeLessThanOrEqual(2)
      expect(server.requests.at(-1)?.httpVersion).toBe('1.1')
    })

    it.each([
      ['no authority at all', {}],
      ['another authority', 'other-ca.crt'],
    ])('refuses a server that is vouched for by %s', async (_name, authority) => {
      const server = await tlsServer(() => true)
      const cluster = typeof authority === 'string' ? { 'certificate-authority': cert(authority) } : authority
      const api = await apiOf({ kubeconfig: await kubeconfig(server.url, { token: 't' }, cluster) })
      await expect(api.list('pods', null, never)).rejects.toMatchObject({
        reason: 'Tls',
        message: expect.stringContaining('Check the certificates'),
      })
      expect(server.requests).toHaveLength(0)
    })

    it('trusts blindly when told so', async () => {
      const server = await tlsServer(() => true)
      const api = await apiOf({ kubeconfig: await kubeconfig(server.url, {}, { 'insecure-skip-tls-verify': true }) })
      await api.list('pods', null, never)
    })

    it('checks the name it is told to', async () => {
      const server = await tlsServer(() => true)
      const ca = (await readFile(cert('ca.crt'))).toString('base64')
      const cluster = { 'certificate-authority-data': ca, 'tls-server-name': 'elsewhere.example' }
      const api = await apiOf({ kubeconfig: await kubeconfig(server.url, {}, cluster) })
      await expect(api.list('pods', null, never)).rejects.toMatchObject({
        reason: 'Tls',
        message: expect.stringContaining('elsewhere.example'),
      })
    })

    it('shows a client certificate, and the new one when the files were replaced', async () => {
      let valid = 'client-1'
      const copy = async (name: string) => {
        await writeFile(file('me.crt'), await readFile(cert(`${name}.crt`)))
        await writeFile(file('me.key'), await readFile(cert(`${name}.key`)))
      }
      await copy('client-1')
      const server = await tlsServer((request) => clientName(request) === valid)
      const user = { 'client-certificate': file('me.crt'), 'client-key': file('me.key') }
      const cluster = { 'certificate-authority': cert('ca.crt') }
      const api = await apiOf({ kubeconfig: await kubeconfig(server.url, user, cluster) })
      await api.list('pods', null, never)
      await copy('client-2')
      valid = 'client-2'
      await api.list('pods', null, never)
      expect(server.connections()).toBe(2)
    })
  })

  describe('that cannot be found', () => {
    it.each([
      ['no such file', { kubeconfig: '/nowhere/config' }, 'The kubeconfig /nowhere/config cannot be read: ENOENT'],
      ['no such context', { context: 'there' }, 'The kubeconfig has no context "there"; it holds "here".'],
    ])('is explained: %s', async (_name, options, message) => {
      const path = await kubeconfig('http://x', {})
      await expect(loadKubeAccess({ kubeconfig: path, ...options })).rejects.toThrow(message)
    })

    it('is explained: nothing anywhere', async () => {
      vi.stubEnv('KUBECONFIG', '')
      vi.stubEnv('HOME', dir)
      await expect(loadKubeAccess()).rejects.toThrow('No kubeconfig was found: set KUBECONFIG')
    })

    it.each([
      ['an empty file', '', 'cannot be read'],
      ['no YAML', '{{{', 'cannot be read'],
      ['no context chosen', '{"contexts": []}', 'names no current context; it holds none.'],
      [
        'no cluster',
        '{"current-context":"a","contexts":[{"name":"a","context":{"cluster":"b","user":"u"}}]}',
        'The kubeconfig\'s context "a" points at the cluster "b" that it lacks.',
      ],
    ])('is explained: %s', async (_name, text, message) => {
      await writeFile(file('config'), text)
      await expect(loadKubeAccess({ kubeconfig: file('config') })).rejects.toThrow(message)
    })

    it('is explained: a proxy', async () => {
      const path = await kubeconfig('http://x', {}, { 'proxy-url': 'http://proxy' })
      await expect(loadKubeAccess({ kubeconfig: path })).rejects.toThrow('has a proxy-url, which is not supported.')
    })

    it('is explained: an authority that is not there', async () => {
      const path = await kubeconfig('https://127.0.0.1:1', {}, { 'certificate-authority': '/nowhere/ca.crt' })
      const api = await apiOf({ kubeconfig: path })
      await expect(api.list('pods', null, never)).rejects.toThrow(
        /Cannot list pods in namespace agents: there are no credentials.*context "here" gives none: ENOENT.*ca\.crt/,
      )
    })
  })
})

const openssl = (...args: string[]) => run('openssl', args)
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

async function makeAuthority(dir: string, name: string): Promise<void> {
  const out = ['-keyout', join(dir, `${name}.key`), '-out', join(dir, `${name}.crt`)]
  await openssl('req', '-x509', ...newKey, '-subj', `/CN=${name}`, '-days', '2', ...out)
}

async function sign(dir: string, name: string, authority: string, extension: string): Promise<void> {
  const path = (suffix: string) => join(dir, `${name}.${suffix}`)
  await openssl('req', ...newKey, '-subj', `/CN=${name}`, '-keyout', path('key'), '-out', path('csr'))
  await writeFile(path('ext'), extension)
  const by = ['-CA', join(dir, `${authority}.crt`), '-CAkey', join(dir, `${authority}.key`), '-CAcreateserial']
  await openssl('x509', '-req', '-in', path('csr'), '-out', path('crt'), '-days', '2', '-extfile', path('ext'), ...by)
}
