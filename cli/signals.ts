/** npx passes a terminal's Ctrl-C on although the terminal has sent it here too: the same signal so soon is one wish. */
const SAME_WISH_MS = 500
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Calls back for each wish to stop; gives the function that ends the listening. */
export function onStopWish(listener: (signal: NodeJS.Signals) => void): () => void {
  const lastAt = new Map<NodeJS.Signals, number>()
  const hear = (signal: NodeJS.Signals): void => {
    const now = performance.now()
    const isRepeated = now - (lastAt.get(signal) ?? Number.NEGATIVE_INFINITY) < SAME_WISH_MS
    lastAt.set(signal, now)
    if (!isRepeated) listener(signal)
  }
  for (const signal of SIGNALS) process.on(signal, hear)
  return () => {
    for (const signal of SIGNALS) process.off(signal, hear)
  }
}
