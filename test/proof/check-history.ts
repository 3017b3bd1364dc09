/** One event as a client saw it. */
interface SeenEvent {
  readonly seq: number
  readonly variation: number | null
  readonly attempt: number | null
  readonly type: string
  readonly data: Record<string, unknown>
}

/** What must hold of a run's history, whatever happened meanwhile: one sentence for each breach. */
export function checkHistory(blocks: readonly string[], variations: number): string[] {
  const events = blocks.map(parseBlock)
  return [
    ...checkDense(events),
    ...checkOnce(events, 'attempt-start'),
    ...checkOnce(events, 'attempt-end'),
    ...checkLanes(events, variations),
    ...checkGaps(events),
  ]
}

/** Process id of each lane's agent, from its `attempt-start`. */
export function pidsOf(blocks: readonly string[]): Map<number, string> {
  const starts = blocks.map(parseBlock).filter((event) => event.type === 'attempt-start')
  return new Map(starts.map((event) => [event.variation ?? -1, pidOf(event)]))
}

function pidOf(event: SeenEvent): string {
  const where = event.data.where as { details: { pid: string } }
  return where.details.pid
}

function parseBlock(block: string): SeenEvent {
  return JSON.parse(block.slice(block.indexOf('\ndata: ') + 7)) as SeenEvent
}

function checkDense(events: readonly SeenEvent[]): string[] {
  const wrong = events.findIndex((event, i) => event.seq !== i + 1)
  return wrong === -1 ? [] : [`event ${wrong + 1} carries seq ${events[wrong]?.seq}`]
}

function checkOnce(events: readonly SeenEvent[], type: string): string[] {
  const counts = new Map<string, number>()
  for (const event of events) {
    const key = `${event.variation}/${event.attempt}`
    if (event.type === 'attempt-queue') counts.set(key, counts.get(key) ?? 0)
    if (event.type === type) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts].filter(([, count]) => count !== 1).map(([key, count]) => `attempt ${key} has ${count} ${type}`)
}

function checkLanes(events: readonly SeenEvent[], variations: number): string[] {
  const ends = events.filter((event) => event.type === 'attempt-end')
  const failed = ends.filter((event) => event.data.outcome !== 'succeeded')
  const late = events.filter((event, i) => isAfterItsEnd(events, event, i))
  return [
    ...(ends.length === variations ? [] : [`${ends.length} of ${variations} lanes ended`]),
    ...failed.map((event) => `lane ${event.variation} ended ${JSON.stringify(event.data)}`),
    ...late.map((event) => `lane ${event.variation} has a ${event.type} after its end`),
  ]
}

function isAfterItsEnd(events: readonly SeenEvent[], event: SeenEvent, index: number): boolean {
  if (event.variation === null || event.type === 'attempt-end') return false
  const end = events.findIndex(
    (other) => other.type === 'attempt-end' && other.variation === event.variation && other.attempt === event.attempt,
  )
  return end !== -1 && end < index
}

/** Nothing that an agent printed may be missing or doubled: its thoughts say their own numbers by their order. */
function checkGaps(events: readonly SeenEvent[]): string[] {
  const gaps = events.filter((event) => event.type === 'log-gap')
  return gaps.map((event) => `lane ${event.variation} has a gap of ${String(event.data.lines)} lines`)
}
