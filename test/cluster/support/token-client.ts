import { readFile } from 'node:fs/promises'
import { Agent, request } from 'node:https'
import { kubectl } from './cluster.ts'

export interface TokenAnswer {
  readonly status: number
  /** As parsed; text where it is no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: objects of any kind, looked into by tests
  readonly body: any
  /** What the API server warned of. */
  readonly warnings: readonly string[]
}

/** Speaks to servers of the cluster with one token, as somebody who has stolen it would. */
export interface TokenClient {
  /** `path` of the API server, or a whole URL of another server of the cluster. */
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<TokenAnswer>
  close(): void
}

const PATCH_TYPE = 'application/merge-patch+json'
const TIMEOUT_MS = 20_000

/** With a token of a service account, good for an hour. */
export async function createTokenClient(namespace: string, serviceAccount: string): Promise<TokenClient> {
  const token = (await kubectl(['create', 'token', serviceAccount, '-n', namespace, '--duration=1h'])).trim()
  const { server, ca } = await readServer()
  // Certificates of nodes are for their names; the tests know addresses.
  const agent = new Agent({ ca, keepAlive: true, checkServerIdentity: () => undefined })
  return {
    close: () => agent.destroy(),
    call(method, path, body, headers = {}) {
      const contentType = method === 'PATCH' ? PATCH_TYPE : 'application/json'
      const all = { authorization: `Bearer ${token}`, 'content-type': contentType, ...headers }
      return send(agent, new URL(path, server), { method, headers: all, body })
    },
  }
}

interface Message {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

function send(agent: Agent, url: URL, { method, headers, body }: Message): Promise<TokenAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, method, headers, timeout: TIMEOUT_MS }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.once('error', reject)
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: parse(text),
          warnings: warningsOf(response.headers.warning),
        }),
      )
    })
    outgoing.once('error', reject)
    outgoing.once('timeout', () => outgoing.destroy(new Error(`${method} ${url.pathname}: no answer`)))
    outgoing.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

async function readServer(): Promise<{ server: string; ca: string | Buffer }> {
  const { clusters } = JSON.parse(await kubectl(['config', 'view', '--raw', '--minify', '-o', 'json']))
  const cluster = clusters[0].cluster
  const data = cluster['certificate-authority-data']
  const ca = data === undefined ? await readFile(cluster['certificate-authority']) : Buffer.from(data, 'base64')
  return { server: cluster.server, ca }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function warningsOf(header: string | string[] | undefined): readonly string[] {
  return header === undefined ? [] : [header].flat()
}
