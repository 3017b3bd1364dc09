import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import {
  type FakeComfyui,
  type FakeComfyuiOptions,
  startFakeComfyui,
} from '../../../support/comfyui-server/comfyui-server.ts'
import type { Graph } from '../../../support/comfyui-server/graph.ts'
import type { HistoryEntry } from '../../../support/comfyui-server/prompt-queue.ts'

/** A server that is closed with the test. */
export async function startServer(options: Partial<FakeComfyuiOptions> = {}): Promise<FakeComfyui & AsyncDisposable> {
  const server = await startFakeComfyui({ generation: '0.38', ...options })
  return { ...server, [Symbol.asyncDispose]: () => server.close() }
}

export interface Heard {
  readonly type: string
  readonly data: Record<string, unknown>
}

/** A plain socket that keeps all it hears. */
export interface Ear {
  readonly heard: Heard[]
  readonly binary: Buffer[]
  readonly socket: WebSocket
  /** Resolves when something is heard for which it holds, things before included. */
  until(holds: (heard: Heard) => boolean): Promise<Heard>
}

/** Opens a socket; with `flags` it takes part in the handshake. */
export async function listen(url: string, clientId: string, flags?: object): Promise<Ear> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?clientId=${clientId}`)
  const heard: Heard[] = []
  const binary: Buffer[] = []
  const checks = new Set<() => void>()
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) binary.push(data)
    else heard.push(JSON.parse(data.toString()))
    for (const check of checks) check()
  })
  socket.on('error', () => {})
  const until = (holds: (heard: Heard) => boolean) =>
    new Promise<Heard>((resolve) => {
      const check = () => {
        const found = heard.find(holds)
        if (found === undefined) return
        checks.delete(check)
        resolve(found)
      }
      checks.add(check)
      check()
    })
  await once(socket, 'open')
  if (flags !== undefined) socket.send(JSON.stringify({ type: 'feature_flags', data: flags }))
  await until(({ type }) => type === (flags === undefined ? 'status' : 'feature_flags'))
  return { heard, binary, socket, until }
}

export const isOverFor =
  (promptId: string) =>
  ({ type, data }: Heard) =>
    type === 'executing' && data.node === null && data.prompt_id === promptId

export const post = (url: string, path: string, body: unknown) =>
  fetch(`${url}${path}`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) })

/** Posts a prompt under an id of its own. */
export async function submit(url: string, prompt: Graph, fields: object = {}): Promise<string> {
  const promptId = randomUUID()
  const response = await post(url, '/prompt', { prompt, prompt_id: promptId, ...fields })
  if (!response.ok) throw new Error(await response.text())
  const taken = (await response.json()) as { prompt_id: string }
  return taken.prompt_id
}

export async function get<T>(url: string, path: string): Promise<T> {
  const response = await fetch(`${url}${path}`)
  return (await response.json()) as T
}

export async function historyOf(url: string, promptId: string): Promise<HistoryEntry | undefined> {
  const found = await get<Record<string, HistoryEntry>>(url, `/history/${promptId}`)
  return found[promptId]
}

/** `/view` of the first picture of an entry. */
export function viewUrl(url: string, entry: HistoryEntry): string {
  const [image] = Object.values(entry.outputs).flatMap(({ images }) => images)
  return `${url}/view?${new URLSearchParams({ ...image })}`
}
