import { readdir, readFile } from 'node:fs/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { breachesOf, endsOf, hasEnded, hasSaid, openTheatre, pidOf, type Theatre } from '../support/theatre.ts'

let theatre: Theatre
afterEach(() => theatre.close())

describe('an agent that prints garbage and is killed', () => {
  it('fails with a reason, its garbage is text, and its siblings do not notice', async () => {
    theatre = await openTheatre()
    const { id } = await theatre.post(['garbage', 'well', 'behaved'])
    const events = await theatre.until(id, 'the end', hasEnded)
    const own = events.filter(({ variation }) => variation === 0)
    const text = own.flatMap((event) => (event.type === 'log' ? [event.data.text] : [])).join('\n')

    expect(endsOf(events)).toEqual(['failed agent-exit', 'succeeded', 'succeeded'])
    expect(events.at(-1)?.data).toEqual({ outcome: 'partial' })
    expect(breachesOf(events)).toEqual([])
    expect(own.filter(({ type }) => type === 'thought-delta')).toEqual([])
    expect(own.filter(({ type }) => type === 'log-gap')).toEqual([])
    expect(own.at(-1)).toMatchObject({ type: 'attempt-end', data: { message: expect.stringContaining('137') } })
    for (const part of ['the last true word', '"type":"attempt-end"', 'forged far', 'forged near', 'forged again']) {
      expect(text).toContain(part)
    }
    expect(text).toContain('a\0b')
    expect(text).toContain('\ufffd')
    expect(text).toMatch(/x{4000} … \(\d{6} bytes of this line are not kept\)/)
    expect(text.length).toBeLessThan(10_000)
    const pick = await theatre.call('PUT', `/v1/runs/${id}/pick`, { variation: 1 })
    expect(pick.status).toBe(200)
  })
})

describe('an agent that never stops printing', () => {
  it('is stopped at the limit, with a gap, and its sibling succeeds', async () => {
    theatre = await openTheatre()
    const { id } = await theatre.post(['flood', 'quiet'])
    const events = await theatre.until(id, 'the end', hasEnded)

    expect(endsOf(events)).toEqual(['failed output-limit', 'succeeded'])
    expect(events.filter(({ type }) => type === 'log-gap')).toMatchObject([{ variation: 0, data: { why: 'limit' } }])
  })
})

describe('an agent that takes too long', () => {
  it('is stopped at its deadline, even one that does not listen', async () => {
    theatre = await openTheatre({ env: { ATTEMPT_DEADLINE_S: '1' } })
    const { id } = await theatre.post(['stubborn', 'silent'])
    const events = await theatre.until(id, 'the end', hasEnded)

    expect(endsOf(events)).toEqual(['failed deadline', 'failed deadline'])
  })
})

describe('one place for all', () => {
  it('shows what each lane waits for, and is fair between two runs', async () => {
    theatre = await openTheatre({ env: { MAX_ATTEMPTS: '1' } })
    await theatre.actor.hold('exit')
    const first = await theatre.post(['a', 'b', 'c'])
    await theatre.until(first.id, 'the first to be done', hasSaid('at exit'))
    const second = await theatre.post(['d', 'e'])
    const waiting = await theatre.until(second.id, 'a wait', (events) =>
      events.some(({ type }) => type === 'attempt-wait'),
    )
    expect(waiting.find(({ type }) => type === 'attempt-wait')).toMatchObject({
      data: { reason: 'capacity', position: expect.any(Number), message: expect.stringContaining('number') },
    })
    const { variations } = await theatre.run(first.id)
    expect(variations.map(({ wait }) => wait?.reason ?? null)).toEqual([null, 'capacity', 'capacity'])
    await theatre.actor.letGo('exit')
    const histories = [
      await theatre.until(first.id, 'the end of the first run', hasEnded),
      await theatre.until(second.id, 'the end of the second run', hasEnded),
    ]
    const starts = histories.flatMap((events, run) =>
      events.flatMap(({ type, at, variation }) =>
        type === 'attempt-start' ? [{ at, lane: `${run}/${variation}` }] : [],
      ),
    )
    starts.sort((a, b) => (a.at < b.at ? -1 : 1))

    expect(starts.map(({ lane }) => lane)).toEqual(['0/0', '1/0', '0/1', '1/1', '0/2'])
    expect(histories.flatMap(breachesOf)).toEqual([])
  })
})

describe('a brief', () => {
  it('is in neither the environment nor the arguments of an agent, nor in any file of it', async () => {
    const canary = 'canary-brief-7731'
    theatre = await openTheatre({ env: { API_KEYS_FILE: '' } })
    await theatre.actor.hold('work')
    const { id } = await theatre.post(['a'], { brief: `an axolotl called ${canary}` })
    const events = await theatre.until(id, 'the claim', hasSaid('at work'))
    const leader = pidOf(events)
    const processes = await groupOf(leader)
    expect(processes.length).toBeGreaterThanOrEqual(2)
    for (const pid of processes) {
      for (const file of ['environ', 'cmdline']) {
        expect(await readFile(`/proc/${pid}/${file}`, 'latin1')).not.toContain(canary)
      }
    }
    const folder = `${theatre.dataDir}/attempts`
    for (const path of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (path.isFile()) expect(await readFile(`${path.parentPath}/${path.name}`, 'latin1')).not.toContain(canary)
    }
    await theatre.actor.letGo('work')
    await theatre.until(id, 'the end', hasEnded)

    expect(theatre.server.stderr()).not.toContain(canary)
  })
})

/** Every process of a group. */
async function groupOf(leader: number): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')))
  return pids.filter((_pid, i) => stats[i]?.slice(stats[i].lastIndexOf(') ') + 2).split(' ')[2] === String(leader))
}
