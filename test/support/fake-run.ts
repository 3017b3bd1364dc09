import { createHash, randomInt } from 'node:crypto'
import { ulid } from 'ulid'
import type { Artifact, Attempt, CreateRun, Run, Variation } from '#contract/api.ts'
import { directions } from '#contract/directions.ts'
import type { EventData, EventType, RunEvent } from '#contract/event.ts'
import { variationSeed } from '#contract/seed.ts'
import { fakePicture } from './fake-picture.ts'
import { attemptScript, type Beat } from './fake-race.ts'

/** A scripted run in memory: its events as they come, and the snapshot they amount to. */
export interface FakeRun {
  readonly run: Run
  readonly events: RunEvent[]
  cancel(index?: number): void
  retry(index: number): void
  pick(variation: number | null, note: string | null): void
  emit<T extends EventType>(type: T, variation: number | null, data: EventData<T>): void
  close(): void
}

export interface FakeRunOptions {
  readonly pace: number
  readonly onEvent: (event: RunEvent) => void
  readonly onPicture: (artifact: Artifact, bytes: Buffer) => void
}

type Request = Pick<CreateRun, 'brief' | 'variations' | 'parents'> & { seed?: number | undefined }

export function createFakeRun(request: Request, { pace, onEvent, onPicture }: FakeRunOptions): FakeRun {
  const run = emptyRun(request)
  const events: RunEvent[] = []
  const timers = new Map<number, NodeJS.Timeout>()
  const laneOf = (index: number): Variation => run.variations[index]!

  function emit<T extends EventType>(type: T, variation: number | null, data: EventData<T>): void {
    run.lastSeq += 1
    const attempt = variation === null || type === 'run-start' ? null : laneOf(variation).attempt
    const event = {
      seq: run.lastSeq,
      run: run.id,
      variation,
      attempt,
      type,
      at: new Date().toISOString(),
      data,
    } as RunEvent
    events.push(event)
    apply(run, event)
    onEvent(event)
    if (type === 'attempt-end') endRunWhenDone()
  }

  function endRunWhenDone(): void {
    const states = run.variations.map((lane) => lane.state).filter((state) => state !== 'cancelled')
    if (states.some((state) => state === 'queued' || state === 'running' || state === 'starting')) return
    const won = states.filter((state) => state === 'succeeded').length
    const outcome =
      states.length === 0 ? 'cancelled' : won === states.length ? 'succeeded' : won > 0 ? 'partial' : 'failed'
    emit('run-end', null, { outcome })
  }

  async function drawPicture(index: number): Promise<void> {
    const bytes = await fakePicture(index)
    const id = ulid().toLowerCase()
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const data = {
      id,
      kind: 'sketch',
      step: 'sketch',
      mediaType: 'image/png',
      width: 512,
      height: 512,
      bytes: bytes.length,
      sha256,
    } as const
    onPicture({ ...data, variation: index, attempt: laneOf(index).attempt, href: `/v1/artifacts/${id}` }, bytes)
    emit('artifact', index, data)
  }

  function play(index: number, beats: readonly Beat[]): void {
    const [beat, ...rest] = beats
    if (!beat) return
    const act = async () => {
      if ('picture' in beat) await drawPicture(index)
      else emit(beat.type, index, beat.data as EventData<typeof beat.type>)
      if (timers.has(index)) play(index, rest)
    }
    timers.set(
      index,
      setTimeout(() => void act(), beat.afterMs * pace),
    )
  }

  function begin(index: number, cause: Attempt['cause']): void {
    const lane = laneOf(index)
    lane.attempt = cause === 'first' ? 1 : lane.attempt + 1
    emit('attempt-queue', index, { cause })
    play(index, attemptScript(lane, run.brief, lane.attempt))
  }

  function stopLane(index: number): void {
    clearTimeout(timers.get(index))
    timers.delete(index)
  }

  emit('run-start', null, {
    brief: run.brief,
    kind: 'axolotl',
    variations: run.variations.map(planOf),
    parents: run.parents,
  })
  for (const { index } of run.variations) begin(index, 'first')
  return {
    run,
    events,
    emit,
    cancel(only) {
      for (const { index, state } of run.variations) {
        const isLive = state === 'queued' || state === 'running'
        if (!isLive || (only !== undefined && only !== index)) continue
        stopLane(index)
        emit('attempt-cancel', index, { by: only === undefined ? 'run' : 'user' })
        emit('attempt-end', index, { outcome: 'cancelled' })
      }
    },
    retry: (index) => begin(index, 'retry'),
    pick(variation, note) {
      emit('pick', null, { variation, attempt: variation === null ? null : laneOf(variation).attempt, note })
    },
    close: () => {
      for (const index of [...timers.keys()]) stopLane(index)
    },
  }
}

const planOf = ({ index, direction, designer, renderer, model, seed }: Variation) => ({
  index,
  direction,
  designer,
  renderer,
  model,
  seed,
})

function emptyRun({ brief, variations, parents, seed = randomInt(2 ** 47) }: Request): Run {
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
    budgetUsd: null,
    priority: 0,
    labels: {},
    createdAt: new Date().toISOString(),
    endedAt: null,
    deletedAt: null,
    variations: wishes.map((wish, index) => ({
      index,
      direction: directions[(index * 13) % directions.length]?.name ?? 'Own',
      designer: 'scripted',
      renderer: 'sketch',
      model: null,
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
function apply(run: Run, event: RunEvent): void {
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
    lane.attempts.push({ ...unknown, number, seed, state: 'queued', cause: event.data.cause, queuedAt: event.at })
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
