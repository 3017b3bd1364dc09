import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunEvent } from '../../contract/event.ts'
import { canMount, mountSmallDisk, type SmallDisk } from '../support/small-disk.ts'
import { breachesOf, endsOf, hasEnded, hasSaid, openTheatre, type Theatre } from '../support/theatre.ts'

const thoughtsOf = (events: readonly RunEvent[], variation: number) =>
  events.flatMap((event) => (event.type === 'thought-delta' && event.variation === variation ? [event] : []))

describe.skipIf(!canMount())('a disk that fills in the middle of a race', () => {
  let disk: SmallDisk
  let theatre: Theatre
  beforeEach(async () => {
    disk = mountSmallDisk(24) as SmallDisk
    theatre = await openTheatre({ dataDir: disk.dir })
  })
  afterEach(async () => {
    disk.free()
    await theatre.close()
    disk.unmount()
  })

  const untilAnswer = async (isIt: (answer: Response) => boolean, ask: () => Promise<Response>) => {
    const deadline = Date.now() + 30_000
    for (;;) {
      const answer = await ask()
      if (isIt(answer)) return answer
      if (Date.now() > deadline) throw new Error(`still ${answer.status} after 30 s\n${theatre.server.stderr()}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  it('refuses what would have to be stored, reads on, and heals by itself', async () => {
    await theatre.actor.hold('chat')
    const { id } = await theatre.post(['chat', 'chat'])
    await theatre.until(id, 'thoughts of both', (seen) => [0, 1].every((i) => thoughtsOf(seen, i).length > 5))
    const stream = await fetch(`${theatre.server.url}/v1/runs/${id}/events?until=end`)
    const streamed = stream.text()
    disk.fill()
    // what was written already takes a moment to use up the last pages
    const refused = await untilAnswer(
      ({ status }) => status !== 202,
      () => theatre.call('POST', '/v1/runs', { brief: 'no room for this one', variations: 16 }),
    )
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([503, true])
    expect(await refused.json()).toMatchObject({ type: 'urn:axoloom:problem:unavailable', status: 503 })

    expect((await theatre.call('GET', `/v1/runs/${id}`)).status).toBe(200)
    expect((await theatre.call('GET', '/v1/runs')).status).toBe(200)
    const frozen = await theatre.events(id)
    expect(breachesOf(frozen).filter((breach) => breach.includes('carries'))).toEqual([])

    disk.free()
    await untilAnswer(
      ({ status }) => status === 200,
      () => theatre.call('GET', '/readyz'),
    )
    const { length } = await theatre.events(id)
    await theatre.until(
      id,
      'more thoughts',
      (seen) => thoughtsOf(seen, 0).length > thoughtsOf(seen.slice(0, length), 0).length,
    )
    await theatre.actor.letGo('chat')
    const events = await theatre.until(id, 'the end', hasEnded)

    expect(endsOf(events)).toEqual(['succeeded', 'succeeded'])
    expect(breachesOf(events)).toEqual([])
    for (const lane of [0, 1]) {
      const numbers = thoughtsOf(events, lane).map(({ data }) => Number(data.text.split(' ')[1]))
      expect(numbers).toEqual(numbers.map((_, i) => i))
    }
    expect(events.slice(0, frozen.length)).toEqual(frozen)
    const blocks = (await streamed).split('\n\n').filter((block) => block.startsWith('id: '))
    expect(blocks).toHaveLength(events.length)
    expect((await theatre.call('POST', '/v1/runs', { brief: 'room again', variations: 1 })).status).toBe(202)
  })

  it('before the agents are launched, launches them when there is room', async () => {
    await theatre.post(['warm-up'])
    await untilAnswer(
      ({ status }) => status === 200,
      () => theatre.call('GET', '/readyz'),
    )
    const { id } = await theatre.post(['a', 'b', 'c'])
    disk.fill()
    await new Promise((resolve) => setTimeout(resolve, 1500))
    disk.free()
    const events = await theatre.until(id, 'the end', hasEnded)

    expect(endsOf(events)).toEqual(['succeeded', 'succeeded', 'succeeded'])
    expect(breachesOf(events)).toEqual([])
  })

  it('while pictures are sent, takes them when there is room', async () => {
    await theatre.actor.hold('picture')
    const { id } = await theatre.post(['a', 'b'])
    await theatre.until(id, 'both before their pictures', (seen) => [0, 1].every((i) => hasSaid('at picture', i)(seen)))
    disk.fill()
    await theatre.actor.letGo('picture')
    await new Promise((resolve) => setTimeout(resolve, 1500))
    disk.free()
    const events = await theatre.until(id, 'the end', hasEnded)

    expect(endsOf(events)).toEqual(['succeeded', 'succeeded'])
    expect(breachesOf(events)).toEqual([])
  })

  it('and on which the API is killed meanwhile, heals at the next start', async () => {
    await theatre.actor.hold('chat')
    const { id } = await theatre.post(['chat'])
    await theatre.until(id, 'thoughts', (seen) => thoughtsOf(seen, 0).length > 5)
    disk.fill()
    await new Promise((resolve) => setTimeout(resolve, 500))
    await theatre.crash(async () => {
      disk.free()
      await theatre.actor.letGo('chat')
    })
    const events = await theatre.until(id, 'the end', hasEnded)
    const numbers = thoughtsOf(events, 0).map(({ data }) => Number(data.text.split(' ')[1]))

    expect(endsOf(events)).toEqual(['succeeded'])
    expect(breachesOf(events)).toEqual([])
    expect(numbers).toEqual(numbers.map((_, i) => i))
  })
})
