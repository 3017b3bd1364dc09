import { createBell } from '../fake-kube/bell.ts'

/** Raised by the flag in the node that runs. */
export class Interrupted extends Error {}

/** One for the process: it is reset when a prompt starts, so it is harmless while nothing runs. */
export interface InterruptFlag {
  raise(): void
  /** At the start of a prompt; from then on it acts so many checks late. */
  reset(lagChecks: number): void
  /** Between nodes and after each step; throws when it is raised. */
  check(): void
  /** Resolves when it is raised or the signal aborts. */
  raised(signal: AbortSignal): Promise<void>
}

export function createInterruptFlag(): InterruptFlag {
  let isRaised = false
  let lag = 0
  let bell = createBell()

  return {
    raise() {
      isRaised = true
      bell.ring()
    },
    reset(lagChecks) {
      isRaised = false
      lag = lagChecks
      bell = createBell()
    },
    check() {
      if (isRaised && lag-- <= 0) throw new Interrupted('Processing interrupted')
    },
    async raised(signal) {
      if (!isRaised) await bell.heard(signal)
    },
  }
}
