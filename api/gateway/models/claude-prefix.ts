import { createHash } from 'node:crypto'
import type { MessagesRequest } from './claude-request.ts'

/**
 * Fewest tokens of a prefix that Claude caches, by model, as published; below it a mark is passed over without a word.
 * A model that is not listed gets the largest known minimum, so that nothing is held back for nothing.
 */
const minimums: Readonly<Record<string, number>> = {
  'claude-opus-5': 512,
  'claude-fable-5': 512,
  'claude-mythos-5': 512,
  'claude-opus-4-8': 1024,
  'claude-sonnet-5': 1024,
  'claude-sonnet-4-6': 1024,
  'claude-sonnet-4-5': 1024,
  'claude-opus-4-7': 2048,
  'claude-opus-4-6': 4096,
  'claude-opus-4-5': 4096,
  'claude-haiku-4-5': 4096,
}
const LARGEST_MINIMUM = 4096
/** Of English text and of schemas; a little more makes a call wait at most once for nothing. */
const CHARACTERS_A_TOKEN = 4

interface Part {
  /** What is hashed, without the mark. */
  readonly json: string
  readonly characters: number
  readonly isMarked: boolean
}

/**
 * Names the beginning of a request that a cache will keep and that other calls may share: up to the first mark that is
 * far enough behind for the model. Null when there is none.
 */
export function sharedPrefix(model: string, request: MessagesRequest): string | null {
  const parts = partsOf(request)
  const hash = createHash('sha256').update(JSON.stringify([model, request.output_config, request.thinking]))
  let characters = 0
  for (const { json, isMarked, ...part } of parts) {
    hash.update(json).update('\n')
    characters += part.characters
    if (isMarked && characters / CHARACTERS_A_TOKEN >= minimumOf(model)) return hash.digest('hex')
  }
  return null
}

/** By the name without its date: `claude-haiku-4-5-20251001`. */
function minimumOf(model: string): number {
  return minimums[model.replace(/-\d{8}$/, '')] ?? LARGEST_MINIMUM
}

/** In the order in which Claude reads them: tools, system, messages. */
function partsOf({ tools = [], system = [], messages, cache_control }: MessagesRequest): Part[] {
  const parts = [
    ...tools.map((tool) => partOf('tool', tool)),
    ...blocksOf(system).map((block) => partOf('system', block)),
    ...messages.flatMap(({ role, content }) => blocksOf(content).map((block) => partOf(role, block))),
  ]
  // at the top level it marks the end
  return parts.map((part, i) => ({ ...part, isMarked: part.isMarked || (i === parts.length - 1 && !!cache_control) }))
}

interface Marked {
  readonly text?: string
  readonly cache_control?: object | null | undefined
}

function partOf(kind: string, { cache_control, ...rest }: Marked): Part {
  const json = JSON.stringify([kind, rest])
  return { json, characters: (rest.text ?? json).length, isMarked: !!cache_control }
}

function blocksOf(content: string | readonly Marked[]): readonly Marked[] {
  return typeof content === 'string' ? [{ text: content }] : content
}
