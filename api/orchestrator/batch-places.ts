/**
 * How many places attempts of batches may have: all but a quarter, and at least one fewer than all where there is more
 * than one, so that an interactive run finds a place at once however long a batch is.
 */
export function batchPlaces(places: number): number {
  return places < 2 ? places : places - Math.max(1, Math.floor(places / 4))
}
