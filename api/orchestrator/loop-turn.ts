// A process has one event loop, so there is one queue.
const waiting: (() => void)[] = []
let isGiving = false

/**
 * Resolves in a round of the event loop that is nobody else's who asked, in the order they asked. Between two rounds
 * sockets are served: a flood from several agents at once would keep readers waiting for all of it in each round, and they
 * would have to read from the database what they could have had from memory.
 */
export function takeTurn(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  waiting.push(resolve)
  if (!isGiving) setImmediate(giveTurn)
  isGiving = true
  return promise
}

function giveTurn(): void {
  waiting.shift()?.()
  isGiving = waiting.length > 0
  if (isGiving) setImmediate(giveTurn)
}
