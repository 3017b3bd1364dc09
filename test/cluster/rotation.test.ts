import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from './support/eventually.ts'
import { describeWithFixtures, loadFixturesImage } from './support/fixtures-image.ts'
import { rotateAt, rotatedLogs } from './support/kubelet.ts'
import { type Performance, type Stage, withStage } from './support/stage.ts'

/** As often as a kubelet can be made to look. */
const ROTATION = { size: '1Mi', check: '3s' }

/** 8 MB in all, below what an agent may print. */
const LINES = 8000
const BYTES = 1000
/** 400 kB/s: a new file with each look of the kubelet. */
const STEADY = `print ${LINES} ${BYTES} 20 50`
/** More than a file at once, and then nothing until the kubelet has looked. */
const BURSTS = `print ${LINES} ${BYTES} 1600 3000`
/** Of a rotated file, at least: a line has a stamp and an envelope as well. */
const FILE_LINES = 1_048_576 / (BYTES + 200)
const END_MS = 120_000

describeWithFixtures('a log that the kubelet rotates at 1 MiB', () => {
  let putBack = async () => {}
  beforeAll(async () => {
    await loadFixturesImage()
    putBack = await rotateAt(ROTATION)
  })
  afterAll(() => putBack())

  describe.concurrent('is shown with exact gaps', () => {
    it('while it is followed, line by line', () => expectExact(STEADY))

    it('while it is followed, in bursts of more than a file', () => expectExact(BURSTS))

    it('when files went by while no API was there', () =>
      withStage({ name: 'rotation-away' }, async (stage) => {
        const run = await stage.play(STEADY, BURSTS)
        await Promise.all([untilPrinting(run, 0), untilPrinting(run, 1)])
        await stage.crash()
        await Promise.all([moreFiles(stage, run, 0), moreFiles(stage, run, 1)])
        await stage.start()
        for (const lane of [0, 1]) {
          const { kept, lost } = await countLines(run, lane)
          expect(kept + lost).toBe(LINES)
          expect(lost).toBeGreaterThan(FILE_LINES)
        }
      }))
  })
})

function expectExact(play: string): Promise<void> {
  return withStage({ name: 'rotation' }, async (stage) => {
    const run = await stage.play(play)
    const { kept, lost } = await countLines(run, 0)
    expect(kept + lost).toBe(LINES)
    const [pod] = await stage.pods(run)
    expect(pod && (await rotatedLogs(pod, 'agent')).length).toBeGreaterThanOrEqual(2)
  })
}

/** Goes through a lane's events in their order: each line stands where its number says, and what is left out was told before. */
async function countLines({ events }: Performance, lane: number): Promise<{ kept: number; lost: number }> {
  const end = await events.untilSeen('attempt-end', ({ variation }) => variation === lane, END_MS)
  expect(end.data.message).toBe('The play is over.')
  let kept = 0
  let lost = 0
  for (const { type, data } of events.events.filter(({ variation }) => variation === lane)) {
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

async function untilPrinting({ events }: Performance, lane: number): Promise<void> {
  await events.untilSeen('log', ({ variation }) => variation === lane)
}

/** Waits until the log of an agent was moved away twice more: then a whole file is out of reach. */
async function moreFiles(stage: Stage, run: Performance, lane: number): Promise<void> {
  const [pod] = await stage.pods(run, lane)
  if (pod === undefined) throw new Error('The agent has no pod.')
  const before = (await rotatedLogs(pod, 'agent')).at(-1) ?? ''
  const isDone = async () => (await rotatedLogs(pod, 'agent')).filter((name) => name > before).length >= 2
  await eventually('two more files of the log', isDone)
}
