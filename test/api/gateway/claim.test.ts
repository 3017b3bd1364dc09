import { createHmac, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { OpenStore } from '../../../api/store/open-store.ts'
import { ClaimAnswer } from '../../../contract/assignment.ts'
import { sampleDesign } from '../../support/sample-design.ts'
import { bearer, finish, startTestGateway, type TestGateway, type Work } from '../../support/test-gateway.ts'
import { asOwner } from '../../support/test-store.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.close())

const attemptOf = (token: string) => fetch(`${gateway.url}/agent/v1/attempt`, { headers: bearer(token) })
const tokenOf = async (answer: Response) => ClaimAnswer.parse(await answer.json()).token

describe('a claim', () => {
  it('gives the assignment and a run token that works', async () => {
    const { ticket, runId } = await gateway.launch({ brief: 'a lamplighter', directions: ['Tide pool'], seed: 7 })
    const answer = await gateway.claim(ticket, { index: 0, instance: 'warm-1' })
    const { assignment, token } = ClaimAnswer.parse(await answer.json())

    expect(answer.status).toBe(200)
    expect(assignment).toMatchObject({ run: runId, variation: 0, attempt: 1, brief: 'a lamplighter', pace: 0 })
    expect(await (await attemptOf(token)).json()).toEqual({ desired: 'running' })
  })

  it('may be repeated until a token is used: the last token is the only one', async () => {
    const { ticket } = await gateway.launch()
    const first = await tokenOf(await gateway.claim(ticket))
    const second = await tokenOf(await gateway.claim(ticket))

    expect(second).not.toBe(first)
    expect((await attemptOf(first)).status).toBe(401)
    expect((await attemptOf(second)).status).toBe(200)
    expect((await gateway.claim(ticket)).status).toBe(403)
    expect((await attemptOf(second)).status).toBe(200)
  })

  it('leaves one token alive of fifty at the same time', async () => {
    const { ticket } = await gateway.launch()
    const answers = await Promise.all(Array.from({ length: 50 }, () => gateway.claim(ticket)))
    const tokens = await Promise.all(answers.map(tokenOf))
    const statuses = await Promise.all(tokens.map(async (token) => (await attemptOf(token)).status))

    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
  })

  it('is refused before the launch, after a cancel, and after the end', async () => {
    const { ticket, runId, attemptId } = await gateway.launch()
    await gateway.store.runs.cancelVariation(runId, 0, asOwner)
    expect((await gateway.claim(ticket)).status).toBe(403)
    await gateway.store.attempts.end(attemptId, { exit: 143 }, true)
    expect((await gateway.claim(ticket)).status).toBe(403)
    await gateway.store.runs.retryVariation(runId, 0, asOwner)
    const queued = gateway.store.attempts.live().find((attempt) => attempt.runId === runId)

    expect((await gateway.claim(gateway.tickets.ticketOf(queued?.id ?? ''))).status).toBe(403)
    // the ticket of the attempt before is not good for the one after it
    expect((await gateway.claim(ticket)).status).toBe(403)
  })

  it('is refused once the attempt is being stopped for its deadline', async () => {
    const { ticket, attemptId } = await gateway.launch()
    await gateway.store.attempts.stop(attemptId, 'deadline')

    expect((await gateway.claim(ticket)).status).toBe(403)
  })

  it('is refused with a ticket that is not ours', async () => {
    const { ticket, attemptId } = await gateway.launch()
    const [, mac = ''] = ticket.split('.')
    const foreign = createHmac('sha256', randomBytes(32)).update(`ticket:${attemptId}`).digest('base64url')
    const other = await gateway.launch()
    const tickets = [
      `${attemptId}.${foreign}`,
      `${other.attemptId}.${mac}`,
      `${attemptId}.`,
      attemptId,
      `.${mac}`,
      `${ticket}.more`,
      `${ticket}=`,
      `${ticket}!`,
      `${attemptId}.${mac.slice(1)}`,
      `${attemptId.toUpperCase()}.${mac}`,
      'x'.repeat(200),
    ]
    const statuses = await Promise.all(tickets.map(async (forged) => (await gateway.claim(forged)).status))

    expect(statuses).toEqual(tickets.map(() => 401))
    expect((await gateway.claim(ticket)).status).toBe(200)
  })

  it('is refused where it is no claim, with the fields at fault', async () => {
    const bodies = [{}, { ticket: '' }, { ticket: 'x'.repeat(201) }, { ticket: 't', variation: 3 }, [], 7]
    for (const body of bodies) {
      const answer = await fetch(`${gateway.url}/agent/v1/claim`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        400,
        'application/problem+json; charset=utf-8',
      ])
    }
  })
})

describe('a run token', () => {
  it('is asked for by everything but a claim', async () => {
    const calls = [
      ['GET', 'attempt'],
      ['POST', 'finish'],
      ['PUT', 'artifacts/sketch-1?kind=sketch&step=sketch'],
    ] as const
    for (const [method, path] of calls) {
      for (const headers of [{}, bearer('axr_forged'), { authorization: 'Basic eDp5' }, { authorization: 'Bearer ' }]) {
        const answer = await fetch(`${gateway.url}/agent/v1/${path}`, { method, headers })
        expect([path, answer.status]).toEqual([path, 401])
      }
    }
  })

  const ends: Readonly<Record<string, (store: OpenStore, work: Work) => Promise<unknown>>> = {
    'a cancel of the run': ({ runs }, { runId }) => runs.cancelRun(runId, asOwner),
    'a cancel of its lane': ({ runs }, { runId }) => runs.cancelVariation(runId, 0, asOwner),
    'the end of its attempt': ({ attempts }, { attemptId }) => attempts.end(attemptId, { exit: 0 }, true),
    'its deadline': ({ attempts }, { attemptId }) => attempts.stop(attemptId, 'deadline'),
  }

  it.each(Object.keys(ends))('dies with %s, however often it was used', async (name) => {
    const work = await gateway.work()
    // who speaks is kept in mind from the second use on
    for (let use = 0; use < 3; use++) expect((await attemptOf(work.token)).status).toBe(200)
    await ends[name]?.(gateway.store, work)

    expect((await attemptOf(work.token)).status).toBe(401)
    const answer = await finish(gateway.url, work.token, { outcome: 'succeeded', design: sampleDesign, lines: 1 })
    expect(answer.status).toBe(401)
  })

  it('is looked up no more while nothing that could end it was committed', async () => {
    const { token, attemptId } = await gateway.work()
    const byToken = vi.spyOn(gateway.store.attempts, 'byToken')
    try {
      for (let use = 0; use < 3; use++) {
        await attemptOf(token)
        await gateway.store.attempts.wait(attemptId, { reason: 'model-queue', message: `${use}` })
      }
      expect(byToken).toHaveBeenCalledTimes(2)
      await gateway.launch()
      await attemptOf(token)
      expect(byToken).toHaveBeenCalledTimes(3)
    } finally {
      byToken.mockRestore()
    }
  })

  it('is never stored nor logged, and neither is a ticket or a brief', async () => {
    const brief = 'canary-brief-5417'
    const { token, ticket } = await gateway.work({ brief })
    await attemptOf(token)
    await finish(gateway.url, token, { outcome: 'nonsense', token, ticket })
    await finish(gateway.url, `${token}x`, '{broken')
    await gateway.claim(`${ticket}x`)
    await fetch(`${gateway.url}/agent/v1/%zz`, { headers: bearer(token) })
    await fetch(`${gateway.url}/agent/v1/nowhere`, { headers: bearer(token) })
    const { readFile, readdir } = await import('node:fs/promises')
    const files = (await readdir(gateway.dataDir)).filter((name) => name.startsWith('axoloom.db'))
    const stored = await Promise.all(files.map((name) => readFile(`${gateway.dataDir}/${name}`, 'latin1')))

    expect(stored.join()).toContain(brief)
    expect(stored.join()).not.toContain(token)
    const logged = gateway.logs.join()
    for (const secret of [token, ticket, brief]) expect(logged).not.toContain(secret)
    expect(logged).toContain('a ticket that is not ours')
  })
})
