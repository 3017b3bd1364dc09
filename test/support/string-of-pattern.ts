import type { Random } from './seeded-random.ts'

/**
 * A text that a regular expression allows: literals, classes, groups, alternatives and quantifiers, as schemas use
 * them. What it cannot read (look-around, back references) throws.
 */
export function stringOfPattern(pattern: string, random: Random): string {
  const reader = { pattern, at: 0, random }
  const text = alternatives(reader)
  if (reader.at < pattern.length) throw new Error(`cannot read the pattern ${pattern} from ${reader.at}`)
  return text
}

interface Reader {
  readonly pattern: string
  at: number
  readonly random: Random
}

/** How much more than the least an open repetition gives. */
const OPEN_REPEAT = 4

function alternatives(reader: Reader): string {
  const choices = [sequence(reader)]
  while (reader.pattern[reader.at] === '|') {
    reader.at++
    choices.push(sequence(reader))
  }
  return choices[Math.floor(reader.random() * choices.length)] ?? ''
}

function sequence(reader: Reader): string {
  let text = ''
  while (reader.at < reader.pattern.length && !'|)'.includes(reader.pattern[reader.at] ?? '')) {
    const begin = reader.at
    const first = atom(reader)
    const times = repeats(reader)
    const after = reader.at
    // each repetition is read again, so that a class gives another character
    for (let index = 0; index < times; index++) {
      reader.at = begin
      text += index === 0 ? first : atom(reader)
    }
    reader.at = after
  }
  return text
}

function repeats(reader: Reader): number {
  const rest = reader.pattern.slice(reader.at)
  const [whole, from, comma, to] = /^\{(\d+)(,?)(\d*)\}/.exec(rest) ?? []
  const sign = rest[0] ?? ''
  const [size, min, max] =
    whole !== undefined
      ? [whole.length, Number(from), comma === '' ? Number(from) : to === '' ? Number(from) + OPEN_REPEAT : Number(to)]
      : sign === '*'
        ? [1, 0, OPEN_REPEAT]
        : sign === '+'
          ? [1, 1, 1 + OPEN_REPEAT]
          : sign === '?'
            ? [1, 0, 1]
            : [0, 1, 1]
  reader.at += size
  if (size > 0 && reader.pattern[reader.at] === '?') reader.at++
  return min + Math.floor(reader.random() * (max - min + 1))
}

function atom(reader: Reader): string {
  const character = reader.pattern[reader.at++] ?? ''
  if (character === '^' || character === '$') return ''
  if (character === '.') return one(reader, 'abcdefghij')
  if (character === '[') return one(reader, classOf(reader))
  if (character === '\\') return one(reader, escaped(reader))
  if (character !== '(') return character
  if (/^\?(?!:|<\w)/.test(reader.pattern.slice(reader.at))) throw new Error(`cannot read the pattern ${reader.pattern}`)
  const [opening = ''] = /^\?(?::|<\w+>)/.exec(reader.pattern.slice(reader.at)) ?? []
  reader.at += opening.length
  const text = alternatives(reader)
  reader.at++
  return text
}

const one = ({ random }: Reader, from: string) => from[Math.floor(random() * from.length)] ?? ''

const all = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('')

/** The printable characters that a class allows. */
function classOf(reader: Reader): string {
  const end = reader.pattern.slice(reader.at).search(/(?<!\\)\]/)
  if (end < 0) throw new Error(`cannot read the pattern ${reader.pattern}`)
  const test = new RegExp(`[${reader.pattern.slice(reader.at, reader.at + end)}]`, 'u')
  reader.at += end + 1
  return [...all].filter((character) => test.test(character)).join('')
}

function escaped(reader: Reader): string {
  const rest = reader.pattern.slice(reader.at)
  const [property] = /^p\{[^}]*\}/iu.exec(rest) ?? []
  const size = property?.length ?? 1
  reader.at += size
  const escaping = rest.slice(0, size)
  if (escaping === 'b') throw new Error(`cannot read the pattern ${reader.pattern}`)
  const test = new RegExp(`\\${escaping}`, 'u')
  return [...all].filter((character) => test.test(character)).join('')
}
