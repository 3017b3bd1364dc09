import { type ChildProcess, fork } from 'node:child_process'
import { AppError } from '../errors.ts'
import { MAX_PICTURE_SIDE, type PngAnswer, type PngRequest } from './png-messages.ts'

export interface ReencodedPicture {
  readonly bytes: Uint8Array
  readonly width: number
  readonly height: number
}

interface Waiting {
  readonly id: number
  readonly source: Uint8Array
  readonly isJpegTaken: boolean
  resolve(picture: ReencodedPicture): void
  reject(error: Error): void
}

/** The process is kept this long for the next picture: siblings finish close together. */
const IDLE_MS = 5000
/** A picture that takes longer is taken for a bomb. */
const PICTURE_MS = 20_000

/**
 * Decodes and writes anew every uploaded picture (drops metadata, polyglots and whatever hides behind the pixels), in a
 * process of its own that ends when idle. See the decision on pictures in docs/decisions. One at a time: what a bad
 * picture takes down is its own process, never its neighbours.
 */
export class PngReencoder {
  readonly #pictureMs: number
  readonly #queue: Waiting[] = []
  #current: Waiting | null = null
  #patience: NodeJS.Timeout | null = null
  #process: ChildProcess | null = null
  #idle: NodeJS.Timeout | null = null
  #nextId = 1

  constructor({ pictureMs = PICTURE_MS }: { readonly pictureMs?: number } = {}) {
    this.#pictureMs = pictureMs
  }

  /** Throws AppError `bad-request` for what is not a PNG (or, if that is taken, a JPEG) of a size we take. */
  reencode(source: Uint8Array, { isJpegTaken = false } = {}): Promise<ReencodedPicture> {
    const { promise, resolve, reject } = Promise.withResolvers<ReencodedPicture>()
    this.#queue.push({ id: this.#nextId++, source, isJpegTaken, resolve, reject })
    this.#goOn()
    return promise
  }

  /** Ends the process; pictures that wait are refused as for a while. */
  close(): void {
    const error = new AppError('unavailable', 'Axoloom is stopping. Send the picture again.')
    for (const waiting of this.#queue.splice(0)) waiting.reject(error)
    this.#takeCurrent()?.reject(error)
    this.#kill()
  }

  #goOn(): void {
    if (this.#current !== null) return
    const next = this.#queue.shift()
    if (next === undefined) {
      this.#restAwhile()
      return
    }
    this.#current = next
    this.#patience = setTimeout(() => this.#kill(), this.#pictureMs)
    this.#running().send({ id: next.id, source: next.source, isJpegTaken: next.isJpegTaken } satisfies PngRequest)
  }

  #takeCurrent(): Waiting | null {
    if (this.#patience !== null) clearTimeout(this.#patience)
    const current = this.#current
    this.#current = null
    return current
  }

  #running(): ChildProcess {
    if (this.#idle !== null) clearTimeout(this.#idle)
    this.#idle = null
    this.#process ??= this.#start()
    return this.#process
  }

  #start(): ChildProcess {
    const child = fork(new URL('./png-worker.ts', import.meta.url), [], {
      serialization: 'advanced',
      // nothing of the API's settings reaches the process that reads untrusted bytes
      env: {},
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    child.on('message', (answer: PngAnswer) => this.#settle(answer))
    child.on('exit', () => this.#lost(child))
    child.on('error', () => this.#lost(child))
    return child
  }

  #settle(answer: PngAnswer): void {
    if (answer.id !== this.#current?.id) return
    const waiting = this.#takeCurrent()
    if (!answer.isOk) {
      waiting?.reject(new AppError('bad-request', `The picture cannot be read: ${answer.message}`))
    } else if (Math.max(answer.width, answer.height) > MAX_PICTURE_SIDE) {
      const size = `${answer.width} x ${answer.height}`
      const limit = `${MAX_PICTURE_SIDE} x ${MAX_PICTURE_SIDE}`
      waiting?.reject(new AppError('bad-request', `The picture is ${size} pixels; at most ${limit} are taken.`))
    } else {
      waiting?.resolve({ bytes: answer.bytes, width: answer.width, height: answer.height })
    }
    this.#goOn()
  }

  #lost(child: ChildProcess): void {
    if (this.#process !== child) return
    this.#process = null
    this.#takeCurrent()?.reject(new AppError('bad-request', 'The picture could not be decoded.'))
    this.#goOn()
  }

  #restAwhile(): void {
    if (this.#process === null || this.#idle !== null) return
    this.#idle = setTimeout(() => this.#kill(), IDLE_MS)
    this.#idle.unref()
  }

  #kill(): void {
    if (this.#idle !== null) clearTimeout(this.#idle)
    this.#idle = null
    const child = this.#process
    child?.kill('SIGKILL')
    if (child !== null) this.#lost(child)
  }
}
