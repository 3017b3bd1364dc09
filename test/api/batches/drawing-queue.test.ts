import { expect, it } from 'vitest'
import { DrawingQueue } from '../../../api/batches/drawing-queue.ts'

it('draws one after the other, and refuses who would wait behind four', async () => {
  const queue = new DrawingQueue()
  const gates = Array.from({ length: 6 }, () => Promise.withResolvers<number>())
  const begun: number[] = []
  const draw = (at: number) =>
    queue.run(() => {
      begun.push(at)
      return gates[at]!.promise
    })
  const drawn = [0, 1, 2, 3, 4].map(draw)
  await expect(draw(5)).rejects.toMatchObject({ kind: 'unavailable', retryAfterS: 2 })
  await Promise.resolve()
  expect(begun).toEqual([0])
  gates[0]!.reject(new Error('no'))
  await expect(drawn[0]).rejects.toThrow('no')
  for (const at of [1, 2, 3, 4]) gates[at]!.resolve(at)
  expect(await Promise.all(drawn.slice(1))).toEqual([1, 2, 3, 4])
  expect(begun).toEqual([0, 1, 2, 3, 4])
  const again = draw(5)
  gates[5]!.resolve(5)
  expect(await again).toBe(5)
})
