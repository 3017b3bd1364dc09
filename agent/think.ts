import { CallError } from './call-error.ts'
import type { Emitter } from './emitter.ts'
import type { Patience } from './patience.ts'
import type { TextPart } from './text-model/text-model.ts'

/** What came of one pass of thinking. */
export interface Thought {
  readonly candidate: unknown
  /** The model's words, for one that can mend them. */
  readonly answer: string
  /** Why the words end before they should; null when they are whole. */
  readonly fault: string | null
}

/** A pass that broke off after a person had seen some of it. */
export interface BrokenThought {
  readonly broken: CallError
}

export interface ThinkTools {
  readonly emitter: Emitter
  readonly patience: Patience
}

/**
 * Prints the thoughts of one pass; gives the last candidate, undefined when there was none. Trouble before the first
 * shown word is sat out unseen, as far as `patience` goes; later it would repeat what was shown, so it ends the pass.
 */
export async function think(
  ask: () => AsyncIterable<TextPart>,
  pass: number,
  { emitter, patience }: ThinkTools,
  signal: AbortSignal,
): Promise<Thought | BrokenThought> {
  for (;;) {
    const seen = { hasShown: false }
    try {
      return await listen(ask(), pass, emitter, seen, signal)
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof CallError) || !error.isRetryable) throw error
      if (seen.hasShown) return { broken: error }
      await patience.pause(error, signal)
    }
  }
}

async function listen(
  parts: AsyncIterable<TextPart>,
  pass: number,
  emitter: Emitter,
  seen: { hasShown: boolean },
  signal: AbortSignal,
): Promise<Thought> {
  let thought: Thought = { candidate: undefined, answer: '', fault: null }
  for await (const part of parts) {
    if (part.type === 'design') {
      thought = { candidate: part.candidate, answer: part.answer ?? '', fault: part.fault ?? null }
    } else {
      seen.hasShown = true
      emitter.thought(part.text, pass)
    }
    // A disk that takes no output holds the model back here instead of filling our memory.
    if (emitter.isHeldBack()) await emitter.drained()
  }
  signal.throwIfAborted()
  return thought
}
