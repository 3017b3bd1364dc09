/** A batch that may have rows admitted: what of it waits for a place already. */
export interface Admissible {
  readonly id: string
  readonly queuedAttempts: number
}

/**
 * How many more attempts of each batch may be queued: as many as there are places, shared evenly, so that a place that
 * gets free finds one waiting and no batch keeps another one out. A batch of which nothing waits may always have its next
 * row, however many batches there are.
 */
export function roomOf(batches: readonly Admissible[], places: number): ReadonlyMap<string, number> {
  const share = Math.max(1, Math.floor(places / Math.max(1, batches.length)))
  return new Map(batches.map(({ id, queuedAttempts }) => [id, Math.max(0, share - queuedAttempts)]))
}

/** The first rows that fit; the last of them may be larger than what room is left. */
export function fitting<R extends { readonly variations: number }>(rows: readonly R[], room: number): R[] {
  let left = room
  return rows.filter(({ variations }) => {
    if (left <= 0) return false
    left -= variations
    return true
  })
}
