import { getHeapStatistics } from 'node:v8'
import { giveMemoryBack } from './store/give-memory-back.ts'
import type { OpenStore } from './store/open-store.ts'

/** No commit for this long means that no race is on. */
const REST_MS = 5000
/** A heap that has grown by less than this is not worth a collection. */
const GROWN = 1.15

/** Gives memory back when the server comes to rest: this thread's once it has grown, the writer's after it wrote. Returns the remover. */
export function watchForRest(store: Pick<OpenStore, 'health' | 'rest'>): () => void {
  let committedAtMs = performance.now()
  let hasCommitted = true
  let restedBytes = 0
  const removeListener = store.health.onCommit(() => {
    committedAtMs = performance.now()
    hasCommitted = true
  })
  const timer = setInterval(() => {
    if (performance.now() - committedAtMs < REST_MS) return
    if (hasCommitted) store.rest()
    hasCommitted = false
    if (heapBytes() < restedBytes * GROWN) return
    giveMemoryBack()
    restedBytes = heapBytes()
  }, REST_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
    removeListener()
  }
}

function heapBytes(): number {
  return getHeapStatistics().total_heap_size
}
