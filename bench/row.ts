/** One figure as `--json` writes it: a ratio against a peer measured in the same run, judged at its median. */
export interface Row {
  readonly id: string
  readonly what: string
  readonly peer: string
  /** Median of ours, in `unit`. */
  readonly value: number
  readonly unit: string
  /** Median of the ratios of the pairs; for a figure without a peer, value by goal. */
  readonly ratio: number
  readonly min: number
  readonly max: number
  /** The bound of the ratio. */
  readonly goal: number
  readonly holds: boolean
}

interface Figure {
  readonly id: string
  readonly what: string
  readonly peer: string
  readonly unit: string
  readonly goal: number
  /** Whether a larger ratio is better (throughput) or a smaller one (time, memory). */
  readonly isLargerBetter: boolean
}

/** Makes a row of interleaved pairs of our figure and the peer's. */
export function rowOf(figure: Figure, pairs: readonly { ours: number; peer: number }[], factor = 1): Row {
  const ratios = pairs.map(({ ours, peer }) => ours / peer).sort((a, b) => a - b)
  const ratio = median(ratios)
  const bound = figure.goal * (figure.isLargerBetter ? factor : 1 / factor)
  const { id, what, peer, unit, goal } = figure
  return {
    id,
    what,
    peer,
    value: round(median(pairs.map(({ ours }) => ours))),
    unit,
    ratio: round(ratio),
    min: round(ratios[0] ?? Number.NaN),
    max: round(ratios.at(-1) ?? Number.NaN),
    goal,
    holds: figure.isLargerBetter ? ratio >= bound : ratio <= bound,
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

function round(value: number): number {
  return Number(value.toPrecision(3))
}
