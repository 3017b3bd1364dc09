import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'

/** The server's own thread, the writer's, and some for bad luck: they share the flags of the engine. */
const THREADS = 6

const program = `
  const { workerData, parentPort } = require('node:worker_threads')
  import(workerData).then(({ giveMemoryBack }) => {
    for (let round = 0; round < 10; round++) giveMemoryBack()
    parentPort.postMessage('done')
  })
`

it('gives memory back in several threads at the same time', async () => {
  const workerData = new URL('../../../api/store/give-memory-back.ts', import.meta.url).href
  const workers = Array.from({ length: THREADS }).map(() => new Worker(program, { eval: true, workerData }))
  const messages = await Promise.all(workers.map((worker) => once(worker, 'message')))
  expect(messages).toEqual(Array(THREADS).fill(['done']))
  await Promise.all(workers.map((worker) => worker.terminate()))
})
