import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { designFor } from './scripted/design-for.ts'
import { fraction } from './scripted/random.ts'
import type { TextModel, TextPart, TextRequest } from './text-model.ts'

/** Thinking at pace 1 takes this long, plus the lane's own share of the spread: 5.2 to 7.8 s. */
const THINKING_MS = 5_200
const SPREAD_MS = 2_600
/** A breath between two thoughts, in units of one word. */
const BREATH = 3.5

/** The embedded designer: no network, no key, the same design for the same request, told at a human pace. */
export function createScriptedModel(): TextModel {
  return {
    async *stream(request: TextRequest, signal: AbortSignal): AsyncIterable<TextPart> {
      signal.throwIfAborted()
      const { design, thoughts } = designFor(request)
      if (request.pace === 0) yield { type: 'text-delta', text: `${thoughts.join('\n')}\n` }
      else yield* spoken(thoughts, request, signal)
      yield { type: 'design', candidate: design }
    },
  }
}

interface Beat {
  readonly text: string
  /** When it is said, as a share of the whole. */
  readonly at: number
}

/** Says each word at its time. The times are absolute, so that a slow reader or a late timer does not add up. */
async function* spoken(
  thoughts: readonly string[],
  { seed, pace }: TextRequest,
  signal: AbortSignal,
): AsyncIterable<TextPart> {
  const totalMs = (THINKING_MS + SPREAD_MS * fraction(`${seed}/length`)) * pace
  const startMs = performance.now()
  for (const { text, at } of beatsOf(thoughts, `${seed}`)) {
    const waitMs = startMs + at * totalMs - performance.now()
    if (waitMs > 1) await sleep(waitMs, undefined, { signal })
    signal.throwIfAborted()
    yield { type: 'text-delta', text }
  }
}

/** Words in ones and twos with uneven gaps, a longer one after each thought. */
function beatsOf(thoughts: readonly string[], key: string): Beat[] {
  const beats: { text: string; weight: number }[] = []
  thoughts.forEach((thought, line) => {
    const words = thought.split(' ')
    for (let i = 0; i < words.length; ) {
      const unevenness = fraction(`${key}/${line}/${i}`)
      const count = unevenness < 0.45 ? 2 : 1
      const isLast = i + count >= words.length
      const text = `${words.slice(i, i + count).join(' ')}${isLast ? '\n' : ' '}`
      beats.push({ text, weight: 0.5 + unevenness + (i === 0 && line > 0 ? BREATH * (0.4 + unevenness) : 0) })
      i += count
    }
  })
  const total = beats.reduce((sum, { weight }) => sum + weight, 0)
  let elapsed = 0
  return beats.map(({ text, weight }) => {
    elapsed += weight
    return { text, at: elapsed / total }
  })
}
