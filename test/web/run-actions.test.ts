import { describe, expect, it } from 'vitest'
import { CreateRun } from '#contract/api.ts'
import { againRequest, varyRequest } from '../../web/src/pages/run/run-actions.ts'
import { reduceRun, runBeforeEvents } from '../../web/src/run/run-state.ts'
import { artifact, createLog, runId, snapshot } from './run/events.ts'

function runWithPicture() {
  const log = createLog()
  log.start()
  log.add('attempt-queue', 0, 1, { cause: 'first' })
  log.add('artifact', 0, 1, artifact('p1'))
  log.add('attempt-end', 0, 1, { outcome: 'succeeded' })
  return log
}

const fold = (log: ReturnType<typeof createLog>) => log.events.reduce(reduceRun, runBeforeEvents(snapshot()))

describe('run again', () => {
  it('asks for the same brief, seed and settings of every variation', () => {
    const request = againRequest(fold(runWithPicture()))
    expect(request).toMatchObject({
      brief: 'A baker',
      seed: 10,
      variations: [
        { direction: 'Direction 0', designer: 'scripted', renderer: 'sketch', seed: 160 },
        { direction: 'Direction 1', designer: 'scripted', renderer: 'sketch', seed: 161 },
      ],
    })
    expect(CreateRun.safeParse(request).success).toBe(true)
  })
})

describe('vary this', () => {
  it('names the picture it grows from', () => {
    const request = varyRequest(fold(runWithPicture()), 0, 'subtle')
    expect(request?.parents).toEqual([{ run: runId, variation: 0, attempt: 1, strength: 'subtle' }])
    expect(CreateRun.safeParse(request).success).toBe(true)
  })

  it('grows from the earlier picture while a re-roll has none', () => {
    const log = runWithPicture()
    log.add('attempt-queue', 0, 2, { cause: 'retry' })
    expect(varyRequest(fold(log), 0, 'strong')?.parents?.[0]?.attempt).toBe(1)
  })

  it('needs a picture', () => {
    expect(varyRequest(fold(runWithPicture()), 1, 'subtle')).toBeNull()
  })
})
