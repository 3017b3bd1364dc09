import { afterAll, beforeAll, expect, it } from 'vitest'
import { RunList } from '#contract/api.ts'
import { RunPreview } from '#contract/run-preview.ts'
import { type PublicApi, postRun, startPublicApi } from '../support/public-api.ts'

let api: PublicApi

beforeAll(async () => {
  api = await startPublicApi({ previewJob: async ({ runId }) => ({ kind: 'Job', metadata: { name: runId } }) })
})
afterAll(() => api.close())

function post(body: object, query = '?dryRun=true'): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(`${api.url}/v1/runs${query}`, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function runCount(): Promise<number> {
  return RunList.parse(await (await fetch(`${api.url}/v1/runs`)).json()).data.length
}

it('a run that is only tried out is planned like a real one, and stored nowhere', async () => {
  const before = await runCount()
  const wanted = { brief: 'an axolotl baker', variations: 3, directions: ['Mine alone'], seed: 7 }
  const answer = await post(wanted)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('location')).toBeNull()
  const { plans, job } = RunPreview.parse(await answer.json())
  expect(job).toMatchObject({ kind: 'Job', metadata: { name: expect.stringMatching(/^[0-9a-z]{26}$/) } })
  expect(await runCount()).toBe(before)
  expect(api.store.attempts.live()).toEqual([])

  const { variations } = await postRun(api.url, wanted)
  expect(plans).toEqual(
    variations.map(({ index, direction, designer, renderer, model, seed }) => {
      return { index, direction, designer, renderer, model, seed }
    }),
  )
})

it('it is refused for what a real one would be refused for', async () => {
  const parents = [{ run: '01k9zzzzzzzzzzzzzzzzzzzzzz', variation: 0 }]
  const more = [{ designer: 'claude' }, { variations: 1, directions: ['a', 'b'] }, { parents }]
  for (const body of [{}, ...more.map((each) => ({ brief: 'x', ...each }))]) {
    const [real, dry] = await Promise.all([post(body, ''), post(body)])
    expect(real.status).toBeGreaterThanOrEqual(400)
    expect(dry.status).toBe(real.status)
  }
  expect((await post({ brief: 'x' }, '?dryRun=perhaps')).status).toBe(400)
})
