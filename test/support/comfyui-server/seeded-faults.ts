import { between, pick, type Random, randomOf } from '../seeded-random.ts'
import { comfyuiFaults, silentFaults } from './comfyui-faults.ts'
import type { Fault, RequestFault } from './faults.ts'
import type { Moment, RunFate } from './run-fate.ts'

export interface SeededFaults {
  readonly seed: number
  /** What goes wrong, for the message of a test that fails. */
  readonly names: readonly string[]
  /** For `script(...)`. */
  readonly comfyui: readonly Fault[]
}

export interface SeededOptions {
  /** Most named faults of a script. */
  readonly most?: number
  /** Whether things may stay without an end: what calls then needs its own limits. True by default. */
  readonly hasSilence?: boolean
}

/** A random script of faults; the same for the same seed. */
export function seededFaults(seed: number, { most = 4, hasSilence = true }: SeededOptions = {}): SeededFaults {
  const random = randomOf(`comfyui/${seed}`)
  const choices = Object.entries(comfyuiFaults).filter(([name]) => hasSilence || !silentFaults.includes(name))
  const picked = Array.from({ length: between(random, 1, most) }, () =>
    // a prompt without a fault, so that what is wrong comes later
    random() < 0.15 ? (['well', [{ run: {} }]] as const) : pick(random, choices),
  )
  return {
    seed,
    names: picked.map(([name]) => name),
    comfyui: picked.flatMap(([, faults]): readonly Fault[] => faults).map((fault) => varied(random, fault)),
  }
}

/** The same fault at another place, for longer or shorter. */
const varied = (random: Random, fault: Fault): Fault =>
  'on' in fault ? { ...fault, fault: elsewhere(random, fault.fault) } : { run: otherwise(random, fault.run) }

function elsewhere(random: Random, fault: RequestFault): RequestFault {
  if ('delayMs' in fault) return { delayMs: between(random, 1, 400) }
  if ('lost' in fault) return { lost: pick(random, ['fin', 'reset']) }
  if ('lostAnswer' in fault) return { lostAnswer: pick(random, ['fin', 'reset']) }
  if ('pieceBytes' in fault) return { pieceBytes: between(random, 100, 4000), pauseMs: between(random, 0, 5) }
  if ('cutAfterBytes' in fault) return { ...fault, cutAfterBytes: between(random, 0, 400) }
  return fault
}

function otherwise(random: Random, fate: RunFate): RunFate {
  return {
    ...fate,
    ...(fate.deeds !== undefined && { deeds: fate.deeds.map(({ at, deed }) => ({ at: another(random, at), deed })) }),
    ...(fate.historyLagMs !== undefined && { historyLagMs: between(random, 1, 600) }),
    ...(random() < 0.2 && { stepMs: between(random, 0, 100) }),
  }
}

const another = (random: Random, at: Moment): Moment => (at.startsWith('step-') ? `step-${between(random, 1, 4)}` : at)
