import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from './support/eventually.ts'
import { describeWithFixtures, loadFixturesImage } from './support/fixtures-image.ts'
import { rotateAt, rotatedLogs } from './support/kubelet.ts'
import { type Performance, Stage } from './support/stage.ts'

/** As often as a kubelet can be made to look. */
const ROTATION = { size: '1Mi', check: '3s' }

/** 8 MB in all, below what an agent may print. */
const LINES = 8000
const BYTES = 1000
const END_MS = 120_000

describeWithFixtures('a log that the kubelet rotates at 1 MiB', () => {
  let putBack = async () => {}
  beforeAll(async () => {
    await loadFixturesImage()
    putBack = await rotateAt(ROTATION)
  })
  afterAll(() => putBack())

  describe.concurrent('is shown with exact gaps', () => {
    // 400 kB/s: a new file with each look of the kubelet
    it('while it is followed, line by line', () => expectExact(`print ${LINES} ${BYTES} 20 50`))

    it('while it is followed, in bursts of more than a file', () => expectExact(`print ${LINES} ${BYTES} 1600 3000`))

    it('when two files went by while no API was there', async () => {
      const stage = await Stage.open({ name: 'rotation-away' })
      try {
        const run = await stage.play(`print ${LINES} ${BYTES} 20 50`)
        await run.events.untilSeen('log')
        await stage.crash()
        await moreFiles(stage, run, 2)
        await stage.start()
        const { kept, lost } = await countLines(run)
        expect(kept + lost).toBe(LINES)
        // a whole file at least, and not all of the rest
        expect(lost).toBeGreaterThan(1_048_576 / (BYTES + 200))
        expect(kept).toBeGreaterThan(LINES / 4)
      } finally {
        await stage.close()
      }
    })
  })
})

async function expectExact(play: string): Promise<void> {
  const stage = await Stage.open({ name: 'rotation' })
  try {
    const run = await stage.play(play)
    const { kept, lost } = await countLines(run)
    expect(kept + lost).toBe(LINES)
    const [pod] = await stage.pods(run)
    expect(pod && (await rotatedLogs(pod, 'agent')).length).toBeGreaterThanOrEqual(2)
  } finally {
    await stage.close()
  }
}

/** Goes through a run's events in their order: each line stands where its number says, and what is left out was told before. */
async function countLines({ events }: Performance): Promise<{ kept: number; lost: number }> {
  const end = await events.untilSeen('attempt-end', undefined, END_MS)
  expect(end.data.message).toBe('The play is over.')
  let kept = 0
  let lost = 0
  for (const { type, data } of events.events) {
    if (type === 'log-gap') {
      expect(data).toEqual({ lines: expect.any(Number), why: 'lost' })
      lost += data.lines ?? Number.NaN
    }
    if (type !== 'log') continue
    kept++
    expect(Number(data.text.split(' ')[0])).toBe(kept + lost)
  }
  return { kept, lost }
}

/** Waits until the log of the agent was moved away so many times more. */
async function moreFiles(stage: Stage, run: Performance, times: number): Promise<void> {
  const [pod] = await stage.pods(run)
  if (pod === undefined) throw new Error('The agent has no pod.')
  const before = (await rotatedLogs(pod, 'agent')).at(-1) ?? ''
  const isDone = async () => (await rotatedLogs(pod, 'agent')).filter((name) => name > before).length >= times
  await eventually(`${times} more files of the log`, isDone)
}
