import { spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

const agent = resolve(import.meta.dirname, '../../agent/main.mjs')
let server: ReturnType<typeof createServer>
let port: number
beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const address = server.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})
afterEach(() => void server.close())

it('tells what could be reached and what could not', () => {
  const targets = [`127.0.0.1:${port}`, '127.0.0.1:1']
  const env = { PATH: process.env.PATH, AXOLOOM_PROBE: targets.join(',') }
  const { stdout, status } = spawnSync(process.execPath, [agent], { env, encoding: 'utf8' })

  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toEqual({ probe: targets.map((target, at) => ({ target, isOpen: at === 0 })) })
})
