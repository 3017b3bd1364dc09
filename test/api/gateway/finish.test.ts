import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleDesign } from '../../support/sample-design.ts'
import { finish, startTestGateway, type TestGateway } from '../../support/test-gateway.ts'
import { addPicture } from '../../support/test-store.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.close())

const done = { outcome: 'succeeded', design: sampleDesign, lines: 0 }
const gaveUp = { outcome: 'failed', reason: 'model-refused', message: 'It would not.', design: null, lines: 0 }

async function endOf(runId: string, attemptId: string) {
  await gateway.store.attempts.end(attemptId, { exit: 0 }, true)
  return gateway.events(runId).findLast(({ type }) => type === 'attempt-end')?.data
}

describe('a finish', () => {
  it('is accepted, and accepted again when it says the same', async () => {
    const { token, runId, attemptId } = await gateway.work()
    await addPicture(gateway.store, attemptId)
    const answers = [await finish(gateway.url, token, done), await finish(gateway.url, token, done)]
    // the order of fields is not what it says
    answers.push(await finish(gateway.url, token, { lines: 0, design: sampleDesign, outcome: 'succeeded' }))

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(await endOf(runId, attemptId)).toEqual({ outcome: 'succeeded' })
    expect((await gateway.store.runs.get('local', runId)).variations[0]?.design).toEqual(sampleDesign)
  })

  it('is a conflict when it says something else the second time', async () => {
    const { token, runId, attemptId } = await gateway.work()
    await finish(gateway.url, token, gaveUp)
    const answer = await finish(gateway.url, token, done)

    expect(answer.status).toBe(409)
    expect(await endOf(runId, attemptId)).toMatchObject({ outcome: 'failed', reason: 'model-refused' })
  })

  it.each([
    ['without a picture', done],
    ['without a design', { ...done, design: null }],
  ])('%s is no result', async (_what, body) => {
    const { token, runId, attemptId } = await gateway.work()

    expect((await finish(gateway.url, token, body)).status).toBe(200)
    expect(await endOf(runId, attemptId)).toMatchObject({ outcome: 'failed', reason: 'no-result' })
  })

  const faults: readonly [what: string, body: object | string, pointers: string[]][] = [
    ['a morph that does not exist', { ...done, design: { ...sampleDesign, morph: 'dragon' } }, ['/design/morph']],
    ['a design without a name', { ...done, design: { ...sampleDesign, name: '' } }, ['/design/name']],
    [
      'a colour too many',
      { ...done, design: { ...sampleDesign, palette: [...sampleDesign.palette, sampleDesign.palette[0]] } },
      ['/design/palette'],
    ],
    ['a field that is not ours', { ...done, verdict: 'great' }, ['/verdict']],
    ['half a line', { ...done, lines: 1.5 }, ['/lines']],
    ['fewer lines than none', { ...done, lines: -1 }, ['/lines']],
    ['another outcome', { ...done, outcome: 'cancelled' }, ['/outcome']],
    ['an unknown reason', { ...gaveUp, reason: 'bored' }, ['/reason']],
    ['too long a message', { ...gaveUp, message: 'x'.repeat(2001) }, ['/message']],
  ]

  it.each(faults)('with %s is refused with what is wrong', async (_what, body, pointers) => {
    const { token } = await gateway.work()
    const answer = await finish(gateway.url, token, body)
    const problem = (await answer.json()) as { errors: { pointer: string }[] }

    expect(answer.status).toBe(400)
    expect(problem.errors.map(({ pointer }) => pointer)).toEqual(pointers)
  })

  it('of more bytes than there can be is refused', async () => {
    const { token } = await gateway.work()

    expect((await finish(gateway.url, token, { ...gaveUp, message: 'x'.repeat(300_000) })).status).toBe(413)
    expect((await finish(gateway.url, token, '{"outcome":')).status).toBe(400)
  })

  it('shows the lines that were never read as a gap', async () => {
    const { token, runId, attemptId } = await gateway.work()
    await finish(gateway.url, token, { ...gaveUp, lines: 12 })
    await endOf(runId, attemptId)

    expect(
      gateway
        .events(runId)
        .filter(({ type }) => type === 'log-gap')
        .map(({ data }) => data),
    ).toEqual([{ lines: 12, why: 'lost' }])
  })

  it('with an absurd number of lines makes a gap of unknown size', async () => {
    const { token, runId, attemptId } = await gateway.work()
    await finish(gateway.url, token, { ...gaveUp, lines: Number.MAX_SAFE_INTEGER })
    await endOf(runId, attemptId)

    expect(
      gateway
        .events(runId)
        .filter(({ type }) => type === 'log-gap')
        .map(({ data }) => data),
    ).toEqual([{ lines: null, why: 'lost' }])
  })
})
