import { createHash } from 'node:crypto'
import { ulid } from 'ulid'
import type { Artifact, Attempt, Run, RunState, Variation } from '#contract/api.ts'
import type { ArtifactKind, EventData, EventType, RunEvent } from '#contract/event.ts'
import { isMadeByModels, modelScript } from './fake-model-race.ts'
import { fakePicture } from './fake-picture.ts'
import { attemptScript, type Beat } from './fake-race.ts'
import { applyEvent, emptyRun, type FakeRequest } from './fake-snapshot.ts'

export interface FakeRunOptions {
  readonly pace: number
  readonly onEvent: (event: RunEvent) => void
  readonly onPicture: (artifact: Artifact, bytes: Buffer) => void
  /** What a picture of this kind waits for. */
  readonly held: (kind: ArtifactKind) => Promise<void> | undefined
}

/** A scripted run in memory: its events as they come, and the snapshot they amount to. */
export class FakeRun {
  readonly run: Run
  readonly events: RunEvent[] = []
  readonly #options: FakeRunOptions
  readonly #timers = new Map<number, NodeJS.Timeout>()

  constructor(request: FakeRequest, options: FakeRunOptions) {
    this.run = emptyRun(request)
    this.#options = options
    const { brief, parents, variations } = this.run
    this.emit('run-start', null, { brief, kind: 'axolotl', variations: variations.map(planOf), parents })
    for (const { index } of variations) this.#begin(index, 'first')
  }

  emit<T extends EventType>(type: T, variation: number | null, data: EventData<T>): void {
    const { run } = this
    run.lastSeq += 1
    const attempt = variation === null ? null : this.#lane(variation).attempt
    const envelope = { seq: run.lastSeq, run: run.id, variation, attempt, at: new Date().toISOString() }
    const event = { ...envelope, type, data } as RunEvent
    this.events.push(event)
    applyEvent(run, event)
    this.#options.onEvent(event)
    const outcome = type === 'attempt-end' ? outcomeOf(run) : 'running'
    if (outcome !== 'running') this.emit('run-end', null, { outcome })
  }

  cancel(only?: number): void {
    for (const { index, state } of this.run.variations) {
      const isLive = state === 'queued' || state === 'running'
      if (!isLive || (only !== undefined && only !== index)) continue
      this.#stop(index)
      this.emit('attempt-cancel', index, { by: only === undefined ? 'run' : 'user' })
      this.emit('attempt-end', index, { outcome: 'cancelled' })
    }
  }

  retry(index: number): void {
    this.#begin(index, 'retry')
  }

  pick(variation: number | null, note: string | null): void {
    const attempt = variation === null ? null : this.#lane(variation).attempt
    this.emit('pick', null, { variation, attempt, note })
  }

  /** As the API does: what failed for want of a budget is queued again when it is raised. */
  setBudget(budgetUsd: number | null): void {
    this.run.budgetUsd = budgetUsd
    for (const { index, attempts } of this.run.variations)
      if (attempts.at(-1)?.reason === 'budget') this.#begin(index, 'retry')
  }

  close(): void {
    for (const index of [...this.#timers.keys()]) this.#stop(index)
  }

  #begin(index: number, cause: Attempt['cause']): void {
    const lane = this.#lane(index)
    lane.attempt = cause === 'first' ? 1 : lane.attempt + 1
    this.emit('attempt-queue', index, { cause })
    const script = isMadeByModels(lane) ? modelScript : attemptScript
    this.#play(index, script(lane, this.run.brief, lane.attempt))
  }

  #play(index: number, beats: readonly Beat[]): void {
    const [beat, ...rest] = beats
    if (!beat) return
    const act = async () => {
      if ('picture' in beat) await this.#options.held(beat.picture)
      if (!this.#timers.has(index)) return
      if ('picture' in beat) await this.#drawPicture(index, beat.picture)
      else this.emit(beat.type, index, beat.data as EventData<typeof beat.type>)
      if (this.#timers.has(index)) this.#play(index, rest)
    }
    const timer = setTimeout(() => void act(), beat.afterMs * this.#options.pace)
    this.#timers.set(index, timer)
  }

  #stop(index: number): void {
    clearTimeout(this.#timers.get(index))
    this.#timers.delete(index)
  }

  async #drawPicture(index: number, kind: ArtifactKind): Promise<void> {
    const picture = await fakePicture(index, kind)
    const id = ulid().toLowerCase()
    const sha256 = createHash('sha256').update(picture).digest('hex')
    const size = { width: 512, height: 512, bytes: picture.length }
    const step = kind === 'sketch' ? 'sketch' : 'render'
    const data = { id, kind, step, mediaType: 'image/png', ...size, sha256 } as const
    const { attempt } = this.#lane(index)
    this.#options.onPicture({ ...data, variation: index, attempt, href: `/v1/artifacts/${id}` }, picture)
    this.emit('artifact', index, data)
  }

  #lane(index: number): Variation {
    return this.run.variations[index]!
  }
}

/** As the protocol judges a run: on each variation's last attempt, cancelled ones left out. */
function outcomeOf(run: Run): RunState {
  const states = run.variations.map((lane) => lane.state).filter((state) => state !== 'cancelled')
  if (states.some((state) => state === 'queued' || state === 'running' || state === 'starting')) return 'running'
  if (states.length === 0) return 'cancelled'
  const won = states.filter((state) => state === 'succeeded').length
  return won === states.length ? 'succeeded' : won > 0 ? 'partial' : 'failed'
}

const planOf = ({ index, direction, designer, renderer, model, seed }: Variation) => ({
  index,
  direction,
  designer,
  renderer,
  model,
  seed,
})
