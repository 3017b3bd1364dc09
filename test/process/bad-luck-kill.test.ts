import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  allGone,
  breachesOf,
  endsOf,
  hasEnded,
  hasSaid,
  isThere,
  openTheatre,
  pidOf,
  type Theatre,
} from '../support/theatre.ts'

let theatre: Theatre
beforeEach(async () => {
  theatre = await openTheatre()
})
afterEach(() => theatre.close())

/** Resolves as soon as a leader has written its pid file: its start is hardly committed yet. */
async function firstPidFile(): Promise<void> {
  const folder = join(theatre.dataDir, 'attempts')
  const isLaunched = () => readdirSync(folder).some((name) => existsSync(join(folder, name, 'pid')))
  while (!isLaunched()) await new Promise((resolve) => setImmediate(resolve))
}

describe('the API, killed', () => {
  it('between launch and commit, takes up the process that was started', async () => {
    await theatre.actor.hold('exit')
    const { id } = await theatre.post(['a'])
    await firstPidFile()
    await theatre.crash(() => theatre.actor.letGo('exit'))
    const events = await theatre.until(id, 'the end', hasEnded)

    expect(endsOf(events)).toEqual(['succeeded'])
    expect(breachesOf(events)).toEqual([])
  })

  it('right behind the answer to a POST, launches what it promised', async () => {
    const { id } = await theatre.post(['a', 'b', 'c'])
    await theatre.crash()
    const events = await theatre.until(id, 'the end', hasEnded)

    expect(endsOf(events)).toEqual(['succeeded', 'succeeded', 'succeeded'])
    expect(breachesOf(events)).toEqual([])
  })

  it('before the claim, lets the same process claim from the next', async () => {
    await theatre.actor.hold('claim')
    const { id } = await theatre.post(['a'])
    const pid = pidOf(await theatre.until(id, 'the claim', hasSaid('at claim')))
    await theatre.crash(() => theatre.actor.letGo('claim'))
    const events = await theatre.until(id, 'the end', hasEnded)

    expect([endsOf(events), pidOf(events)]).toEqual([['succeeded'], pid])
    expect(breachesOf(events)).toEqual([])
  })

  it('between claim and work, goes on with the same process and the same token', async () => {
    await theatre.actor.hold('work')
    const { id } = await theatre.post(['a', 'b'])
    const before = await theatre.until(id, 'both claims', (events) =>
      [0, 1].every((i) => hasSaid('at work', i)(events)),
    )
    // what is printed while nobody listens is there afterwards, once
    await theatre.crash(async () => {
      await theatre.actor.hold('picture')
      await theatre.actor.letGo('work')
    })
    await theatre.until(id, 'the lines of meanwhile', (events) => [0, 1].every((i) => hasSaid('at picture', i)(events)))
    await theatre.actor.letGo('picture')
    const events = await theatre.until(id, 'the end', hasEnded)

    expect([0, 1].map((i) => pidOf(events, i))).toEqual([0, 1].map((i) => pidOf(before, i)))
    expect(endsOf(events)).toEqual(['succeeded', 'succeeded'])
    expect(breachesOf(events)).toEqual([])
    expect(events.slice(0, before.length)).toEqual(before)
    for (const type of ['artifact', 'log-gap']) {
      expect(events.filter((event) => event.type === type)).toHaveLength(type === 'artifact' ? 2 : 0)
    }
  })

  it('between picture and finish, keeps the picture', async () => {
    await theatre.actor.hold('finish')
    const { id } = await theatre.post(['a'])
    await theatre.until(id, 'the picture', hasSaid('at finish'))
    await theatre.crash(() => theatre.actor.letGo('finish'))
    const events = await theatre.until(id, 'the end', hasEnded)

    expect(endsOf(events)).toEqual(['succeeded'])
    expect(breachesOf(events)).toEqual([])
    expect(events.filter(({ type }) => type === 'artifact')).toHaveLength(1)
  })

  it('between finish and end, knows how it ended though the process is gone', async () => {
    await theatre.actor.hold('exit')
    const { id } = await theatre.post(['a'])
    const pid = pidOf(await theatre.until(id, 'the finish', hasSaid('at exit')))
    await theatre.crash(async () => {
      await theatre.actor.letGo('exit')
      await allGone([pid])
    })
    const events = await theatre.until(id, 'the end', hasEnded)

    expect([endsOf(events), pidOf(events)]).toEqual([['succeeded'], pid])
    expect(breachesOf(events)).toEqual([])
  })

  it('during a cancel, stops the agent all the same', async () => {
    const { id } = await theatre.post(['stubborn', 'silent'])
    const pids = [0, 1]
    const before = await theatre.until(id, 'both at work', (events) => pids.every((i) => hasSaid('at work', i)(events)))
    const agents = pids.map((i) => pidOf(before, i))
    expect((await theatre.call('POST', `/v1/runs/${id}/cancel`)).status).toBe(202)
    await theatre.crash()
    const events = await theatre.until(id, 'the end', hasEnded)

    expect(endsOf(events)).toEqual(['cancelled', 'cancelled'])
    expect(events.at(-1)?.data).toEqual({ outcome: 'cancelled' })
    expect(breachesOf(events)).toEqual([])
    await allGone(agents)
  })

  it('again and again, comes to the same one end', async () => {
    const { id } = await theatre.post(['chat', 'garbage', 'chat'])
    for (let i = 0; i < 3; i++) {
      await theatre.until(id, 'some progress', (events) => events.length > 8 + i * 10)
      await theatre.crash()
    }
    const events = await theatre.until(id, 'the end', hasEnded)
    const thoughts = (variation: number) =>
      events.flatMap((event) =>
        event.type === 'thought-delta' && event.variation === variation ? [Number(event.data.text.split(' ')[1])] : [],
      )

    expect(endsOf(events)).toEqual(['succeeded', 'failed agent-exit', 'succeeded'])
    expect(breachesOf(events)).toEqual([])
    for (const variation of [0, 2]) expect(thoughts(variation)).toEqual(Array.from({ length: 40 }, (_, i) => i))
  })

  it('with an agent that dies meanwhile, says that it was killed', async () => {
    const { id } = await theatre.post(['silent', 'a'])
    const pid = pidOf(await theatre.until(id, 'its start', hasSaid('at work')))
    await theatre.crash(async () => {
      process.kill(-pid, 'SIGKILL')
    })
    const events = await theatre.until(id, 'the end', hasEnded)

    expect(endsOf(events)).toEqual(['failed vanished', 'succeeded'])
    expect(breachesOf(events)).toEqual([])
  })
})

describe('SIGTERM', () => {
  it('ends the API within five seconds and the streams cleanly; agents go on and are taken up', async () => {
    await theatre.actor.hold('chat')
    const { id } = await theatre.post(['chat', 'chat'])
    const pid = pidOf(await theatre.until(id, 'thoughts', (events) => events.length > 12))
    const stream = await fetch(`${theatre.server.url}/v1/runs/${id}/events`)
    const text = stream.text()
    const before = theatre.server
    const startedAt = performance.now()
    const code = await before.end('SIGTERM')
    expect(performance.now() - startedAt).toBeLessThan(5000)
    expect(code).toBe(0)
    expect(await text).toMatch(/\n\n$/)
    expect(before.stderr()).toMatch(/2 agents go on working.*--stop-agents/)
    expect(isThere(pid)).toBe(true)
    await theatre.crash(() => theatre.actor.letGo('chat'))
    const events = await theatre.until(id, 'the end', hasEnded)

    expect([endsOf(events), pidOf(events)]).toEqual([['succeeded', 'succeeded'], pid])
    expect(breachesOf(events)).toEqual([])
  })
})
