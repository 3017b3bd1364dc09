import { pino } from 'pino'
import { expect, it } from 'vitest'
import { Problem } from '#contract/api.ts'
import { createApp, postRun, startPublicApi } from '../support/public-api.ts'

it('a fault of ours is a 500 that tells only its id, and one entry in the log that tells the rest', async () => {
  const entries: string[] = []
  const logger = pino({ level: 'warn' }, { write: (line: string) => entries.push(line) })
  const api = await startPublicApi()
  const { id } = await postRun(api.url)
  const app = await createApp(api.store, { logger })
  // the database is gone from under the server: nothing that any caller did
  await api.close()
  const answer = await app.inject({
    url: `/v1/runs/${id}`,
    headers: { host: 'localhost', 'x-request-id': 'look-here' },
  })
  await app.close()

  expect(answer.statusCode).toBe(500)
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
  const problem = Problem.parse(answer.json())
  expect(problem.requestId).toBe('look-here')
  expect(problem.detail).not.toMatch(/database|sqlite/i)
  expect(entries).toHaveLength(1)
  const entry = JSON.parse(entries[0] ?? '')
  expect(entry).toMatchObject({ requestId: 'look-here', route: '/v1/runs/:id', msg: 'a request failed' })
  expect(entry.err.stack).toContain('run-store.ts')
})
