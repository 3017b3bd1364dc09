import { type ClientRequest, get, type IncomingMessage } from 'node:http'

/** A client of one event stream that keeps every byte. Reads only while it is not paused. */
export class EventClient {
  readonly #request: ClientRequest
  readonly #waiting = new Set<() => void>()
  response: IncomingMessage | null = null
  text = ''
  isClosed = false
  /** True when the server ended the body properly. */
  isComplete = false

  private constructor(request: ClientRequest) {
    this.#request = request
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<EventClient> {
    const request = get(url, { headers, agent: false })
    const client = new EventClient(request)
    request.on('error', () => client.#close())
    await new Promise<void>((resolve, reject) => {
      request.once('error', reject)
      request.once('response', (response) => {
        client.#listen(response)
        resolve()
      })
    })
    return client
  }

  get status(): number {
    return this.response?.statusCode ?? 0
  }

  /** Event blocks only: what must be equal for every reader. */
  get blocks(): string[] {
    return this.text.split(/(?<=\n\n)/).filter((block) => block.startsWith('id: '))
  }

  get seqs(): number[] {
    return this.blocks.map((block) => Number(/^id: (\d+)/.exec(block)?.[1]))
  }

  /** Waits until it holds. Rejects after 10 s, or when the stream closed before it did. */
  async until(isTrue: (client: EventClient) => boolean, what = 'the condition'): Promise<void> {
    const deadline = Date.now() + 20_000
    while (!isTrue(this)) {
      if (this.isClosed) throw new Error(`The stream closed before ${what}: ${this.text.slice(-300)}`)
      if (Date.now() > deadline) throw new Error(`Not within 20 s: ${what}: ${this.text.slice(-300)}`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 100)
        this.#waiting.add(() => {
          clearTimeout(timer)
          resolve()
        })
      })
      this.#waiting.clear()
    }
  }

  closed(): Promise<void> {
    return this.isClosed ? Promise.resolve() : new Promise((resolve) => this.response?.once('close', () => resolve()))
  }

  leave(): void {
    this.#request.destroy()
  }

  #listen(response: IncomingMessage): void {
    this.response = response
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => {
      this.text += chunk
      this.#wake()
    })
    response.on('end', () => {
      this.isComplete = true
    })
    response.on('error', () => {})
    response.on('close', () => this.#close())
  }

  #close(): void {
    this.isClosed = true
    this.#wake()
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }
}
