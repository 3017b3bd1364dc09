import type { Run } from '#contract/api.ts'
import type { EventData, EventType, RunEvent } from '#contract/event.ts'

export const runId = '01jd0000000000000000000000'
export const at = (second: number) => new Date(Date.UTC(2026, 10, 1, 12, 0, second)).toISOString()

export const plans = [0, 1].map((index) => ({
  index,
  direction: `Direction ${index}`,
  designer: 'scripted' as const,
  renderer: 'sketch' as const,
  model: null,
  seed: 160 + index,
}))

/** Numbers events from 1, one second apart. */
export function createLog() {
  const events: RunEvent[] = []
  const add = <T extends EventType>(type: T, variation: number | null, attempt: number | null, data: EventData<T>) => {
    const seq = events.length + 1
    events.push({ seq, run: runId, variation, attempt, type, at: at(seq), data } as RunEvent)
    return events.at(-1)!
  }
  const start = () =>
    add('run-start', null, null, { brief: 'A baker', kind: 'axolotl', variations: plans, parents: [] })
  return { events, add, start }
}

export const modelCall = (change: Partial<EventData<'usage'>> = {}): EventData<'usage'> => ({
  call: 'imagine-1-a',
  provider: 'claude',
  model: 'claude-haiku-5-5',
  inputTokens: 1000,
  outputTokens: 200,
  cachedTokens: null,
  firstTokenMs: 400,
  ms: 2000,
  costUsd: 0.002,
  ...change,
})

export const artifact = (id: string, kind: EventData<'artifact'>['kind'] = 'sketch'): EventData<'artifact'> => ({
  id,
  kind,
  step: kind === 'sketch' ? 'sketch' : 'render',
  mediaType: 'image/png',
  width: 1024,
  height: 1024,
  bytes: 10,
  sha256: 'a'.repeat(64),
})

/** A snapshot of a run whose lanes are as they were before anything happened. */
export function snapshot(change: Partial<Run> = {}): Run {
  return {
    id: runId,
    state: 'running',
    kind: 'axolotl',
    brief: 'A baker',
    seed: 10,
    parents: [],
    children: [],
    lastSeq: 0,
    pick: null,
    usage: { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 },
    budgetUsd: null,
    priority: 0,
    labels: {},
    createdAt: at(0),
    endedAt: null,
    deletedAt: null,
    variations: plans.map((plan) => ({
      ...plan,
      state: 'queued',
      wait: null,
      attempt: 1,
      attempts: [],
      design: null,
      artifacts: [],
    })),
    links: { self: '', events: '', page: '' },
    ...change,
  }
}
