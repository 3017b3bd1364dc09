import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunList } from '#contract/api.ts'
import { type ApiCaller, callWith, cookieFor, newCaller, SETTINGS_KEY } from '../support/api-caller.ts'
import { makeThings, type OwnedThings } from '../support/owned-things.ts'
import { type PublicApi, startPublicApi } from '../support/public-api.ts'

interface Owner {
  readonly caller: ApiCaller
  readonly things: OwnedThings
}

type Attempt = readonly [method: string, path: string, body?: unknown, headers?: Record<string, string>]

let api: PublicApi
let ada: Owner
let bob: Owner

beforeAll(async () => {
  api = await startPublicApi({ env: { API_KEYS: SETTINGS_KEY } })
  ada = await newOwner('ada')
  bob = await newOwner('bob')
})
afterAll(() => api.close())

async function newOwner(owner: string): Promise<Owner> {
  // admins: what they may not do is for the things that are not theirs alone
  const caller = await newCaller(api.url, { owner, scopes: ['admin'] })
  return { caller, things: await makeThings(api.store, caller) }
}

/** To see, follow, change, vary, delete and bring back a run, in an order in which its owner can do them all. */
function attemptsOnRun(id: string): Attempt[] {
  const run = `/v1/runs/${id}`
  const brief = 'a child of it'
  return [
    ['GET', run],
    ['HEAD', run],
    ['GET', run, undefined, { 'if-none-match': '*' }],
    ['GET', run, undefined, { prefer: 'wait=0' }],
    ['GET', `${run}/events`],
    ['GET', `${run}/events?follow=false`],
    ['GET', `${run}/events?until=end`],
    ['GET', `${run}/events?after=1`],
    ['GET', `${run}/events?follow=false`, undefined, { accept: 'application/x-ndjson' }],
    ['GET', `${run}/events?follow=false`, undefined, { 'last-event-id': '1' }],
    ['POST', '/v1/runs', { brief, parents: [{ run: id, variation: 0 }] }],
    ['POST', '/v1/runs', { brief, parents: [{ run: id, variation: 0, attempt: 1, strength: 'strong' }] }],
    ['POST', '/v1/runs?dryRun=true', { brief, parents: [{ run: id, variation: 0 }] }],
    ['PATCH', run, { labels: { stolen: 'yes' } }],
    ['PATCH', run, { priority: 100 }],
    ['PATCH', run, { budgetUsd: 0 }],
    ['PATCH', run, { priority: 1 }, { 'if-match': '*' }],
    ['PUT', `${run}/pick`, { variation: 0, note: 'theirs' }],
    ['PUT', `${run}/pick`, { variation: 0 }, { 'if-match': '*' }],
    ['DELETE', `${run}/pick`],
    ['POST', `${run}/variations/0/retry`],
    ['POST', `${run}/variations/0/retry`, {}, { 'idempotency-key': `retry-${id}` }],
    ['POST', `${run}/variations/0/cancel`],
    ['POST', `${run}/cancel`],
    ['POST', `${run}/cancel`, {}, { 'idempotency-key': `cancel-${id}` }],
    ['DELETE', run],
    ['POST', `${run}/restore`],
  ]
}

function attemptsOnBatch(id: string): Attempt[] {
  const batch = `/v1/batches/${id}`
  return [
    ['GET', batch],
    ['HEAD', batch],
    ['GET', batch, undefined, { 'if-none-match': '*' }],
    ['GET', `${batch}/rows`],
    ['GET', `${batch}/rows?state=queued&limit=1`],
    ['GET', `${batch}/rows/0`],
    ['GET', `${batch}/events`],
    ['GET', `${batch}/events?follow=false`],
    ['GET', `${batch}/events?follow=false&after=1`],
    ['GET', `${batch}/results`],
    ['GET', `${batch}/results?format=csv`],
    ['GET', `${batch}/results?format=zip`],
    ['GET', `${batch}/sheet`],
    ['GET', `${batch}/contact-sheet.png`],
    ['POST', `${batch}/pause`],
    ['POST', `${batch}/resume`],
    ['POST', `${batch}/retry`],
    ['POST', `${batch}/cancel`, { running: 'stop' }],
    ['POST', `${batch}/cancel`, {}, { 'idempotency-key': `cancel-${id}` }],
    ['PUT', `${batch}/rows/0/choice`, { variation: 0 }],
    ['DELETE', batch],
    ['POST', `${batch}/restore`],
  ]
}

function attemptsOnWebhook({ id, delivery }: OwnedThings['webhook']): Attempt[] {
  const webhook = `/v1/webhooks/${id}`
  return [
    ['GET', webhook],
    ['HEAD', webhook],
    ['GET', `${webhook}/deliveries`],
    ['PATCH', webhook, { isEnabled: false }],
    ['PATCH', webhook, { url: 'https://thief.example/' }],
    ['POST', `${webhook}/rotate`],
    ['POST', `${webhook}/deliveries/${delivery}/redeliver`],
    ['DELETE', webhook],
  ]
}

function attemptsOnArtifact({ id, sha256 }: OwnedThings['artifact']): Attempt[] {
  const picture = `/v1/artifacts/${id}`
  return [
    ['GET', picture],
    ['HEAD', picture],
    ['GET', `${picture}?download`],
    ['GET', picture, undefined, { 'if-none-match': `"${sha256}"` }],
    ['GET', picture, undefined, { 'if-none-match': '*' }],
  ]
}

/** Ids next to one that is known: made in the same millisecond, or just before and after. */
function neighboursOf(id: string): string[] {
  const last = '0123456789abcdefghjkmnpqrstvwxyz'
  const turned = (at: number, by: number) =>
    id.slice(0, at) + last[(last.indexOf(id[at] ?? '0') + by + 32) % 32] + id.slice(at + 1)
  return [turned(25, 1), turned(25, -1), turned(9, 1), turned(9, -1)].filter((guess) => guess !== id)
}

function attemptsOn({ things, caller }: Owner): Attempt[] {
  const { ended, live, child, deleted, artifact, batch, webhook } = things
  return [
    ...[ended, live, child, deleted].flatMap(attemptsOnRun),
    ...attemptsOnArtifact(artifact),
    ...attemptsOnBatch(batch),
    ...attemptsOnWebhook(webhook),
    ...neighboursOf(ended).map((id): Attempt => ['GET', `/v1/runs/${id}`]),
    ...neighboursOf(artifact.id).map((id): Attempt => ['GET', `/v1/artifacts/${id}`]),
    ['GET', `/v1/artifacts/${ended}`],
    ['GET', `/v1/batches/${ended}`],
    ['GET', `/v1/webhooks/${batch}`],
    ['GET', `/v1/runs/${artifact.id}`],
    ['DELETE', `/v1/keys/${caller.key.id}`],
  ]
}

async function statusOf(call: ApiCaller['call'], attempt: Attempt): Promise<number> {
  const answer = await call(...attempt)
  await answer.body?.cancel()
  return answer.status
}

/** Everything an owner can see, as the owner sees it, without what differs from call to call. */
async function viewOf({ caller, things }: Owner): Promise<unknown> {
  const read = async (path: string) => {
    const answer = await caller.call('GET', path)
    return [path, answer.status, answer.status === 404 ? null : await answer.text()]
  }
  const { ended, live, child, deleted, artifact, batch, webhook } = things
  const paths = [ended, live, child, deleted].flatMap((id) => [`/v1/runs/${id}`, `/v1/runs/${id}/events?follow=false`])
  const lists = ['/v1/runs?limit=100', '/v1/batches', '/v1/webhooks', `/v1/webhooks/${webhook.id}/deliveries`]
  const ofBatch = ['', '/rows', '/events?follow=false', '/results'].map((part) => `/v1/batches/${batch}${part}`)
  const views = await Promise.all([...paths, ...lists, ...ofBatch, `/v1/artifacts/${artifact.id}`].map(read))
  const [key] = ((await (await caller.call('GET', '/v1/keys')).json()) as { data: { revokedAt: string | null }[] }).data
  return { views, revokedAt: key?.revokedAt }
}

describe('two owners', () => {
  it('get 404 to two hundred attempts on what is not theirs, by key and by cookie, and nothing changes', async () => {
    const before = [await viewOf(ada), await viewOf(bob)]
    let count = 0
    for (const [thief, victim] of [
      [ada, bob],
      [bob, ada],
    ] as const) {
      const cookie = await cookieFor(api.url, thief.caller.key.key)
      const page = callWith(api.url, { cookie })
      for (const attempt of attemptsOn(victim)) {
        const call = count % 2 === 0 ? thief.caller.call : page
        expect([...attempt, await statusOf(call, attempt)]).toEqual([...attempt, 404])
        count += 1
      }
    }
    expect(count).toBeGreaterThanOrEqual(200)
    expect([await viewOf(ada), await viewOf(bob)]).toEqual(before)
  })

  it('find nothing of each other in lists, searches, pages and answers to repeats', async () => {
    const listed = async (query: string) =>
      ((await (await bob.caller.call('GET', `/v1/runs?${query}`)).json()) as RunList).data.map(({ brief }) => brief)
    const own = Array(3).fill('what bob wants')
    expect(await listed('limit=100')).toEqual(own)
    expect(await listed('q=ada')).toEqual([])
    expect(await listed('state=running')).toEqual(own.slice(1))
    expect(await listed(`cursor=${ada.things.ended}`)).toEqual([])

    const body = { brief: 'said twice', variations: 1 }
    const headers = { 'idempotency-key': 'the-same' }
    const ofAda = await (await ada.caller.call('POST', '/v1/runs', body, headers)).json()
    const answer = await bob.caller.call('POST', '/v1/runs', body, headers)
    expect(answer.headers.get('idempotency-replayed')).toBeNull()
    expect(await answer.json()).not.toMatchObject({ id: (ofAda as { id: string }).id })
  })

  it('are told the same of what another has and of what nobody has', async () => {
    const textOf = async (id: string) => {
      const answer = await bob.caller.call('GET', `/v1/runs/${id}`)
      return (await answer.text()).replaceAll(id, 'ID').replace(/"requestId":"\w+"/, '')
    }
    expect(await textOf(ada.things.ended)).toBe(await textOf('01k9zzzzzzzzzzzzzzzzzzzzzz'))
  })

  it('can do all of it with their own', async () => {
    for (const owner of [ada, bob]) {
      const { ended, child, live, artifact, batch, webhook } = owner.things
      const ofRuns = [ended, child, live].flatMap(attemptsOnRun)
      const others = [...attemptsOnBatch(batch), ...attemptsOnWebhook(webhook)]
      for (const attempt of [...attemptsOnArtifact(artifact), ...ofRuns, ...others]) {
        expect([...attempt, await statusOf(owner.caller.call, attempt)]).not.toEqual([...attempt, 404])
      }
    }
  })
})
