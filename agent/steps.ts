import type { Step } from '#contract/event.ts'
import type { Emitter } from './emitter.ts'

/** A step under way; `end` says how long it took. */
export interface StartedStep {
  end(): void
}

export function startStep(emitter: Emitter, step: Step, pass: number): StartedStep {
  const startedAt = performance.now()
  emitter.emit({ type: 'step-start', data: { step, pass } })
  return {
    end: () => emitter.emit({ type: 'step-end', data: { step, pass, ms: Math.round(performance.now() - startedAt) } }),
  }
}
