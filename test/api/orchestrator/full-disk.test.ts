import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { canMount, mountSmallDisk, type SmallDisk } from '../../support/small-disk.ts'
import { openTestOrchestrator, type TestOrchestrator } from '../../support/test-orchestrator.ts'
import { asOwner, createRun, endAttempt, liveAttempt, until } from '../../support/test-store.ts'

describe.skipIf(!canMount())('a disk that is full', () => {
  let disk: SmallDisk
  let running: TestOrchestrator
  beforeEach(async () => {
    disk = mountSmallDisk(8) as SmallDisk
    running = await openTestOrchestrator('hello', {}, disk.dir)
  })
  afterEach(async () => {
    disk.free()
    await running.close()
    disk.unmount()
  })

  const isEnded = async (id: string) => (await running.store.runs.head('local', id)).isEnded

  it('when an agent is to be launched, delays it and does not fail it', async () => {
    const { id } = await createRun(running.store)
    await running.store.attempts.launch(liveAttempt(running.store, id).id)
    disk.fill()
    running.start()
    await delay(1500)
    expect(running.events(id).filter(({ type }) => type === 'attempt-end')).toEqual([])
    disk.free()
    await until(() => isEnded(id), 'the end')

    expect(running.events(id).findLast(({ type }) => type === 'attempt-end')).toMatchObject({
      data: { reason: 'no-result' },
    })
    expect(
      running
        .events(id)
        .flatMap((event) => (event.type === 'log' ? [event.data.text] : []))
        .join('\n'),
    ).toMatch(/^one\ntwo \d+\nthree/)
  })

  it('when there is room for the folder and none for the process id, delays it as well', async () => {
    for (let pages = 1; pages <= 4; pages++) {
      const { id } = await createRun(running.store)
      await running.store.attempts.launch(liveAttempt(running.store, id).id)
      disk.fill(pages)
      running.start()
      await delay(700)
      disk.free()
      await until(() => isEnded(id), 'the end')
      await running.stop()

      expect(running.events(id).findLast(({ type }) => type === 'attempt-end')).toMatchObject({
        data: { reason: 'no-result' },
      })
      await running.store.runs.retryVariation(id, 0, asOwner)
      await endAttempt(running.store, id)
    }
  })
})
