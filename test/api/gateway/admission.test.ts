import { describe, expect, it } from 'vitest'
import { type Admission, createAdmission } from '../../../api/gateway/admission.ts'

const never = new AbortController().signal

/** Lets the promises that are settled by now go on. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

class Line {
  readonly admission: Admission
  readonly entered: string[] = []
  readonly places: Record<string, number[]> = {}
  readonly #releases = new Map<string, () => void>()

  constructor(capacity: () => number, maxWaiting = 100) {
    this.admission = createAdmission({ capacity, maxWaiting })
  }

  /** `name` begins with the run's letter. */
  async come(name: string, { priority = 0, signal = never } = {}): Promise<void> {
    const places: number[] = []
    this.places[name] = places
    const who = { runId: name.charAt(0), attemptId: name, priority }
    const release = await this.admission.admit(who, (position) => places.push(position), signal)
    this.entered.push(name)
    this.#releases.set(name, release)
  }

  async leave(name: string): Promise<void> {
    this.#releases.get(name)?.()
    await settled()
  }

  /** Serves everyone one after the other. */
  async drain(): Promise<string> {
    for (let i = 0; i < this.entered.length; i++) await this.leave(this.entered[i] ?? '')
    return this.entered.join(' ')
  }
}

describe('the line before a model', () => {
  it('lets in as many as there are places, at once and without a word', async () => {
    const line = new Line(() => 2)
    await Promise.all([line.come('a1'), line.come('b1')])
    const third = line.come('c1')
    await settled()

    expect(line.entered).toEqual(['a1', 'b1'])
    expect(line.places).toEqual({ a1: [], b1: [], c1: [1] })
    expect(line.admission.length()).toBe(1)
    await line.leave('a1')
    await third
    expect(line.admission.length()).toBe(0)
  })

  it('takes turns between runs, so that a big one never starves a small one', async () => {
    const line = new Line(() => 1)
    for (const name of ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1']) void line.come(name)
    await settled()

    expect(await line.drain()).toBe('a1 b1 c1 a2 b2 a3 a4')
  })

  it('prefers the run that has fewest at work', async () => {
    const line = new Line(() => 3)
    for (const name of ['a1', 'a2', 'b1', 'a3', 'b2', 'b3']) void line.come(name)
    await settled()
    expect(line.entered).toEqual(['a1', 'a2', 'b1'])
    await line.leave('a1')
    expect(line.entered).toEqual(['a1', 'a2', 'b1', 'a3'])
    await line.leave('a2')
    await line.leave('a3')

    expect(line.entered).toEqual(['a1', 'a2', 'b1', 'a3', 'b2', 'b3'])
  })

  it('lets higher priority go before all', async () => {
    const line = new Line(() => 1)
    for (const name of ['a1', 'a2', 'b1']) void line.come(name)
    void line.come('c1', { priority: 5 })
    await settled()

    expect(await line.drain()).toBe('a1 c1 b1 a2')
  })

  it('tells each its place whenever it changes, and only then', async () => {
    const line = new Line(() => 1)
    for (const name of ['a1', 'a2', 'a3', 'b1']) void line.come(name)
    await settled()
    await line.drain()

    expect(line.places).toEqual({ a1: [], a2: [1, 2, 1], a3: [2, 3, 2, 1], b1: [1] })
  })

  it('closes up when one who waits goes away', async () => {
    const line = new Line(() => 1)
    const leaver = new AbortController()
    void line.come('a1')
    const left = line.come('a2', { signal: leaver.signal })
    void line.come('a3')
    await settled()
    leaver.abort(new Error('cancelled'))

    await expect(left).rejects.toThrow('cancelled')
    expect(line.places.a3).toEqual([2, 1])
    expect(await line.drain()).toBe('a1 a3')
  })

  it('never lets in one who has gone away before', async () => {
    const line = new Line(() => 1)
    await expect(line.come('a1', { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone')
    await line.come('a2')
    expect(line.entered).toEqual(['a2'])
  })

  it('gives a place back once, however often it is released', async () => {
    const line = new Line(() => 1)
    for (const name of ['a1', 'a2', 'a3']) void line.come(name)
    await settled()
    await line.leave('a1')
    await line.leave('a1')

    expect(line.entered).toEqual(['a1', 'a2'])
  })

  it('follows a capacity that grows and shrinks', async () => {
    let capacity = 0
    const line = new Line(() => capacity)
    for (const name of ['a1', 'a2', 'a3']) void line.come(name)
    await settled()
    expect(line.entered).toEqual([])
    capacity = 2
    line.admission.recheck()
    await settled()
    expect(line.entered).toEqual(['a1', 'a2'])
    capacity = 1
    await line.leave('a1')
    expect(line.entered).toEqual(['a1', 'a2'])
    await line.leave('a2')

    expect(line.entered).toEqual(['a1', 'a2', 'a3'])
  })

  it('has an end', async () => {
    const line = new Line(() => 1, 2)
    for (const name of ['a1', 'a2', 'a3']) void line.come(name)

    await expect(line.come('a4')).rejects.toMatchObject({ kind: 'unavailable', isRetryable: true, retryAfterS: 5 })
  })
})
