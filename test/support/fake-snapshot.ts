import { randomInt } from 'node:crypto'
import { ulid } from 'ulid'
import type { CreateRun, Run } from '#contract/api.ts'
import { directions } from '#contract/directions.ts'
import type { RunEvent } from '#contract/event.ts'
import { variationSeed } from '#contract/seed.ts'

type Wish = 'brief' | 'variations' | 'parents' | 'designer' | 'model' | 'renderer' | 'budgetUsd'
export type FakeRequest = Pick<CreateRun, Wish> & { seed?: number | undefined }

/** The run before its first event. */
export function emptyRun(request: FakeRequest): Run {
  const { brief, variations, parents, seed = randomInt(2 ** 47), budgetUsd = null } = request
  const { designer = 'scripted', renderer = 'sketch', model = null } = request
  const id = ulid().toLowerCase()
  const wishes = typeof variations === 'number' ? Array.from({ length: variations }, () => ({})) : variations
  const self = `/v1/runs/${id}`
  return {
    id,
    state: 'running',
    kind: 'axolotl',
    brief,
    seed,
    parents,
    children: [],
    lastSeq: 0,
    pick: null,
    usage: { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 },
    budgetUsd,
    priority: 0,
    labels: {},
    createdAt: new Date().toISOString(),
    endedAt: null,
    deletedAt: null,
    variations: wishes.map((wish, index) => ({
      index,
      direction: directions[(index * 13) % directions.length]?.name ?? 'Own',
      designer,
      renderer,
      model,
      seed: variationSeed(seed, index),
      ...wish,
      state: 'queued',
      wait: null,
      attempt: 1,
      attempts: [],
      design: null,
      artifacts: [],
    })),
    links: { self, events: `${self}/events`, page: `/runs/${id}` },
  }
}

/** What an event does to the snapshot. */
export function applyEvent(run: Run, event: RunEvent): void {
  const lane = event.variation === null ? undefined : run.variations[event.variation]
  const attempt = lane?.attempts.at(-1)
  if (event.type === 'run-end') Object.assign(run, { state: event.data.outcome, endedAt: event.at })
  if (event.type === 'pick') {
    const { variation, attempt: number, note } = event.data
    run.pick = variation === null || number === null ? null : { variation, attempt: number, note, at: event.at }
  }
  if (!lane) return
  if (event.type === 'attempt-queue') {
    Object.assign(run, { state: 'running', endedAt: null })
    Object.assign(lane, { state: 'queued', design: null, wait: null })
    const { attempt: number, seed } = lane
    const unknown = { outcome: null, reason: null, message: null, isRetryable: null, startedAt: null, endedAt: null }
    const usage = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 }
    lane.attempts.push({
      ...unknown,
      usage,
      number,
      seed,
      state: 'queued',
      cause: event.data.cause,
      queuedAt: event.at,
    })
  }
  if (event.type === 'attempt-wait') lane.wait = event.data.reason ? { ...event.data, reason: event.data.reason } : null
  if (event.type === 'attempt-start' && attempt) {
    Object.assign(lane, { state: 'running', wait: null })
    Object.assign(attempt, { state: 'running', startedAt: event.at })
  }
  if (event.type === 'design') lane.design = event.data.design
  if (event.type === 'artifact') {
    lane.artifacts.push({
      ...event.data,
      variation: lane.index,
      attempt: lane.attempt,
      href: `/v1/artifacts/${event.data.id}`,
    })
  }
  if (event.type === 'attempt-end' && attempt) {
    Object.assign(lane, { state: event.data.outcome, wait: null })
    Object.assign(attempt, { ...event.data, state: 'ended', endedAt: event.at })
  }
}
