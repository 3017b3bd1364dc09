import { type ChildProcess, fork } from 'node:child_process'
import { AppError } from '../errors.ts'
import { MAX_PICTURE_SIDE, type PngAnswer, type PngRequest } from './png-messages.ts'

export interface ReencodedPicture {
  readonly bytes: Uint8Array
  readonly width: number
  readonly height: number
}

interface Waiting {
  resolve(picture: ReencodedPicture): void
  reject(error: Error): void
}

/** The process is kept this long for the next picture: siblings finish close together. */
const IDLE_MS = 5000
/** A picture that takes longer is taken for a bomb. */
const PICTURE_MS = 20_000

/**
 * Decodes and writes anew every uploaded picture (drops metadata, polyglots and whatever hides behind the pixels), in a
 * process of its own that ends when idle. See the decision on pictures in docs/decisions.
 */
export class PngReencoder {
  readonly #waiting = new Map<number, Waiting>()
  #process: ChildProcess | null = null
  #idle: NodeJS.Timeout | null = null
  #nextId = 1

  /** Throws AppError `bad-request` for what is not a PNG of a size we take. */
  reencode(source: Uint8Array): Promise<ReencodedPicture> {
    const id = this.#nextId++
    const { promise, resolve, reject } = Promise.withResolvers<ReencodedPicture>()
    const timer = setTimeout(() => this.#kill(), PICTURE_MS)
    this.#waiting.set(id, { resolve, reject })
    this.#running().send({ id, source } satisfies PngRequest)
    return promise.finally(() => {
      clearTimeout(timer)
      this.#restIfIdle()
    })
  }

  close(): void {
    this.#kill()
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
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if (waiting === undefined) return
    if (!answer.isOk) {
      waiting.reject(new AppError('bad-request', `The picture cannot be read: ${answer.message}`))
    } else if (Math.max(answer.width, answer.height) > MAX_PICTURE_SIDE) {
      const size = `${answer.width} x ${answer.height}`
      const limit = `${MAX_PICTURE_SIDE} x ${MAX_PICTURE_SIDE}`
      waiting.reject(new AppError('bad-request', `The picture is ${size} pixels; at most ${limit} are taken.`))
    } else {
      waiting.resolve({ bytes: answer.bytes, width: answer.width, height: answer.height })
    }
  }

  #lost(child: ChildProcess): void {
    if (this.#process !== child) return
    this.#process = null
    const error = new AppError('bad-request', 'The picture could not be decoded.')
    for (const waiting of this.#waiting.values()) waiting.reject(error)
    this.#waiting.clear()
  }

  #restIfIdle(): void {
    if (this.#waiting.size > 0 || this.#process === null || this.#idle !== null) return
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
