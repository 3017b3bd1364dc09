import { createServer } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { wordsOf } from '../../../api/backends/error-words.ts'
import { listening } from './listening.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

it('a port where nothing listens is a refused connection', async () => {
  const { url, close } = await listening(createServer())
  await close()
  expect(wordsOf(await errorOf(fetch(url)))).toBe('The connection was refused: nothing listens there.')
})

it('a name that is none is said to be unknown or not to be found now', async () => {
  const error = await errorOf(fetch('http://no-such-host.invalid/'))
  expect(wordsOf(error)).toMatch(/^Its host name (is not known|cannot be looked up at the moment)\.$/)
})

it('a socket that is closed is a cut connection', async () => {
  const server = await listening(createTcpServer((socket) => socket.once('data', () => socket.destroy())))
  closers.push(server.close)
  expect(wordsOf(await errorOf(fetch(server.url)))).toBe('The connection was cut.')
})

it('silence is one', async () => {
  const server = await listening(createServer())
  closers.push(server.close)
  const error = await errorOf(fetch(server.url, { signal: AbortSignal.timeout(20) }))
  expect(wordsOf(error)).toBe('It did not answer in time.')
})

it('other errors speak for themselves, shortly and without secrets', () => {
  expect(wordsOf(new Error('the key sk-canary is wrong'), ['sk-canary'])).toBe('the key [hidden] is wrong')
  expect(wordsOf(new Error('x'.repeat(1000)))).toHaveLength(301)
  expect(wordsOf('a text')).toBe('It failed without a word.')
})

it('an error with a reason tells the reason', () => {
  const error = new TypeError('fetch failed', { cause: new Error('self-signed certificate') })
  expect(wordsOf(error)).toBe('self-signed certificate')
})
