import { claudeFaults } from '../anthropic-server/claude-faults.ts'
import type { ClaudePlay } from '../anthropic-server/claude-play.ts'
import { ollamaFaults } from '../ollama-server/ollama-faults.ts'
import type { OllamaPlay } from '../ollama-server/ollama-play.ts'
import { between, pick, type Random, randomOf } from '../seeded-random.ts'
import type { EarlyEnd, WirePlay } from './play.ts'

export interface SeededFaults {
  readonly seed: number
  /** For `script(...)` of a fake Ollama. */
  readonly ollama: readonly OllamaPlay[]
  /** For `script(...)` of a fake API of Claude. */
  readonly claude: readonly ClaudePlay[]
}

export interface SeededOptions {
  /** Most plays of a script. */
  readonly most?: number
  /** Whether requests may stay without an end: what calls then needs its own limits. True by default. */
  readonly hasSilence?: boolean
}

const silences = ['hang', 'stall', 'stall-at-once']
/** Nothing wrong, so that what is wrong comes at a later request. */
const well: WirePlay = { name: 'well' }

/** A random script of faults for either server; the same for the same seed. */
export function seededFaults(seed: number, { most = 6, hasSilence = true }: SeededOptions = {}): SeededFaults {
  const isAllowed = ([name]: readonly [string, WirePlay]) => hasSilence || !silences.includes(name)
  const scriptOf = <P extends WirePlay>(server: string, faults: Readonly<Record<string, P>>): readonly P[] => {
    const random = randomOf(`${server}/${seed}`)
    const choices = Object.entries(faults).filter(isAllowed)
    return Array.from({ length: between(random, 1, most) }, () =>
      random() < 0.25 ? (well as P) : varied(random, pick(random, choices)[1]),
    )
  }
  return {
    seed,
    ollama: scriptOf<OllamaPlay>('ollama', ollamaFaults),
    claude: scriptOf<ClaudePlay>('claude', claudeFaults),
  }
}

/** The same fault at another place, and now and then torn to pieces on the way. */
function varied<P extends WirePlay>(random: Random, play: P): P {
  const { ends, delayMs, firstByteMs, downMs } = play
  const changes: WirePlay = {
    ...(ends === undefined ? {} : { ends: elsewhere(random, ends) }),
    ...(delayMs === undefined ? {} : { delayMs: between(random, 1, 400) }),
    ...(firstByteMs === undefined ? {} : { firstByteMs: between(random, 1, 400) }),
    ...(downMs === undefined ? {} : { downMs: between(random, 1, 400) }),
    ...(random() < 0.2 ? { splitBytes: between(random, 1, 40) } : {}),
  }
  return { ...play, ...changes }
}

function elsewhere(random: Random, { how }: EarlyEnd): EarlyEnd {
  const place = random()
  if (place < 0.15) return { how }
  // the protocol's own error is a frame of its own, so it cannot stand in the middle of another
  if (place < 0.6 || how === 'error') return { how, afterFrames: between(random, 1, 120) }
  return { how, afterBytes: between(random, 1, 20_000) }
}
