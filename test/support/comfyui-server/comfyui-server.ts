import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { text } from './answer.ts'
import { createFaultScript, type Fault, type FaultScript } from './faults.ts'
import { queueForeignPrompt } from './foreign.ts'
import type { Generation } from './generation.ts'
import { readRequest, requestOf, type SeenRequest, TooLarge } from './http-request.ts'
import { startListener } from './listener.ts'
import { fluxModels, type Models } from './models.ts'
import { createOutputFiles, type OutputFiles } from './output-files.ts'
import { createPower } from './power.ts'
import { createPromptRecords, isOver, type PromptRecord } from './prompt-records.ts'
import { refuseSocket } from './refuse-socket.ts'
import { createSeenRequests } from './seen-requests.ts'
import { serveRequest } from './serve-request.ts'
import { createServerProcess, type ServerParts, type ServerProcess } from './server-process.ts'
import type { Message } from './socket-hub.ts'
import { work } from './worker.ts'

export interface FakeComfyuiOptions {
  readonly generation: Generation
  /** Of one sampling step; 0 by default. */
  readonly stepMs?: number
  /** Of a model loader whose output is not cached; 0 by default. A real one takes seconds to minutes. */
  readonly loadMs?: number
  /** In place of the steps that the graph asks for. */
  readonly steps?: number
  /** Files by folder; by default what the Flux.1-schnell graphs need. */
  readonly models?: Models
  /** Path before all routes, such as `/gpu-1`: what a proxy in front has. */
  readonly prefix?: string
  /** As `--preview-method auto`; off by default, as in the server. */
  readonly hasPreviews?: boolean
  /** 127.0.0.1 by default. */
  readonly host?: string
  /** Any free one by default. */
  readonly port?: number
}

/** A server of ComfyUI as its clients see it, on a loopback port. */
export interface FakeComfyui {
  /** With the prefix, without a slash at its end. */
  readonly url: string
  /** The latest requests, oldest first, also those that went wrong and those for a socket. */
  readonly requests: readonly SeenRequest[]
  /** All prompts that were accepted, also those that the server has forgotten. */
  readonly prompts: readonly PromptRecord[]
  readonly files: OutputFiles
  /** Adds to what goes wrong; each fault is met once, or so many times. */
  script(...faults: Fault[]): void
  /** Faults that were not met yet. */
  faultsLeft(): number
  /** Resolves when so many such requests have come. */
  asked(method: string, path: string, times?: number): Promise<void>
  /** Resolves when a prompt with that id has ended in any way. */
  settled(promptId: string): Promise<PromptRecord>
  /** Resolves when it holds for a prompt. */
  when(holds: (record: PromptRecord) => boolean): Promise<PromptRecord>
  /** Puts a prompt of somebody else in front of those that wait; null: of one without a client. */
  crowd(clientId: string | null): void
  /** Tells all sockets something, such as an event of somebody else's prompt. */
  say(message: Message | Buffer): void
  /** Sockets that are open now. */
  openSockets(): number
  /** Cuts the sockets, as a proxy does, or closes them. */
  dropSockets(how?: 'reset' | 'close'): void
  /** The process ends and a new one starts: queue, history and cache are forgotten, files of `output` stay. */
  restart(): Promise<void>
  /** Refuses connections until `comeUp`; everything is forgotten, as with a restart. */
  goDown(): Promise<void>
  comeUp(): Promise<void>
  close(): Promise<void>
}

/** Starts it; `close` it. */
export async function startFakeComfyui(options: FakeComfyuiOptions): Promise<FakeComfyui> {
  const { prefix = '', host = '127.0.0.1', port = 0 } = options
  const script = createFaultScript()
  const seen = createSeenRequests()
  const parts: ServerParts = {
    generation: options.generation,
    stepMs: options.stepMs ?? 0,
    loadMs: options.loadMs ?? 0,
    steps: options.steps ?? null,
    hasPreviews: options.hasPreviews ?? false,
    files: createOutputFiles(),
    records: createPromptRecords(),
    models: options.models ?? fluxModels,
    // a script's restart: what asks for it does not wait for it
    restart: () => void power.restart().catch(() => {}),
  }
  let life = startLife(parts)
  const doors = createDoors(script, prefix, seen.note, () => life.process)
  const listener = await startListener(doors, host, port)

  const power = createPower({
    async off() {
      await Promise.all([life.end(), listener.goDown()])
    },
    async on() {
      life = startLife(parts)
      await listener.comeUp()
    },
  })

  return {
    url: `http://${host}:${listener.port}${prefix}`,
    ...{ requests: seen.latest, prompts: parts.records.all, files: parts.files },
    script: (...faults) => script.add(faults),
    faultsLeft: script.left,
    asked: (method, path, times = 1) => seen.asked(method, path, times),
    settled: (id) => parts.records.when((record) => record.id === id && isOver(record)),
    when: parts.records.when,
    say: (message) => life.process.hub.send(null, message),
    openSockets: () => life.process.hub.open(),
    dropSockets: (how) => life.process.hub.drop(how),
    ...power,
    crowd: (clientId) => queueForeignPrompt(life.process, clientId),
  }
}

/** One process with its worker. */
function startLife(parts: ServerParts): { process: ServerProcess; end(): Promise<void> } {
  const ending = new AbortController()
  parts.files.wipeTemp()
  const process = createServerProcess(parts, ending.signal)
  const worker = work(process)
  return {
    process,
    async end() {
      ending.abort()
      await worker
      for (const record of parts.records.all) if (!isOver(record)) parts.records.set(record, 'lost')
    },
  }
}

function createDoors(
  script: FaultScript,
  prefix: string,
  note: (request: SeenRequest) => void,
  process: () => ServerProcess,
) {
  const upgrades = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024 })

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(message, prefix)
    if (request === null) return void response.writeHead(404).end()
    note(request)
    await serveRequest(process(), script, request, response)
  }

  async function open(message: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const request = requestOf(message, prefix, Buffer.alloc(0))
    if (request !== null) note(request)
    const refusal = request === null ? text(404, '') : await refuseSocket(script, request, process().signal)
    if (refusal === 'hung') return
    if (refusal !== null) return void socket.end(rawAnswer(refusal.status, refusal.body))
    upgrades.handleUpgrade(message, socket, head, (opened) => {
      process().hub.accept(opened, request?.query.get('clientId') ?? null)
    })
  }

  return {
    onRequest: (message: IncomingMessage, response: ServerResponse) => {
      serve(message, response).catch((error: unknown) => {
        if (error instanceof TooLarge) response.writeHead(413, { connection: 'close' }).end()
        else response.destroy()
      })
    },
    onUpgrade: (message: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy())
      open(message, socket, head).catch(() => socket.destroy())
    },
  }
}

const rawAnswer = (status: number, body: Buffer) =>
  `HTTP/1.1 ${status} Refused\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`
