/** Reads one string of a JSON object while the object is still being written. */
export interface SaidReader {
  /** The next piece of the JSON, cut anywhere; gives what it adds to the string. Never throws. */
  push(piece: string): string
}

type State = 'outside' | 'key' | 'after-key' | 'other' | 'said'

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }

/**
 * Reads the string under `key` of the outermost object, wherever it stands. Text before the object (a model that greets,
 * a code fence) is passed over; text that is no JSON gives nothing or nonsense, and whoever parses the whole says so.
 */
export function createSaidReader(key: string): SaidReader {
  let state: State = 'outside'
  let depth = 0
  let expectsKey = false
  let token = ''
  let string = createStringReader()

  const outside = (character: string) => {
    if (character === '{') {
      depth++
      expectsKey = depth === 1
    } else if (character === '[') depth++
    else if (character === '}' || character === ']') depth = Math.max(0, depth - 1)
    else if (character === ',') expectsKey = depth === 1
    else if (character === '"' && depth > 0) {
      state = state === 'after-key' ? 'said' : expectsKey ? 'key' : 'other'
      token = ''
      string = createStringReader()
      return
    }
    if (state === 'after-key' && character !== ':' && character.trim() !== '') state = 'outside'
  }
  const endString = () => {
    const isKey = state === 'key'
    state = isKey && token === key ? 'after-key' : 'outside'
    if (isKey) expectsKey = false
  }
  /** What one more unit says, when it is part of the string that is wanted. */
  const step = (unit: string): string => {
    if (state === 'outside' || state === 'after-key') {
      outside(unit)
      return ''
    }
    const text = string(unit)
    if (text === null) endString()
    else if (state === 'said') return text
    else if (token.length <= key.length) token += text
    return ''
  }

  return { push: (piece) => piece.split('').map(step).join('') }
}

/** Takes the units of a JSON string after its opening quote; gives whole characters as they are complete, null at the end. */
function createStringReader(): (unit: string) => string | null {
  let sequence = ''
  /** Half of a pair, kept until its other half is there. */
  let half = ''

  const decoded = (unit: string): string | null => {
    if (sequence === '' && unit !== '\\') return unit
    sequence += unit
    const text = unescaped(sequence)
    if (text !== null) sequence = ''
    return text
  }
  return (unit) => {
    if (unit === '"' && sequence === '') return null
    const text = decoded(unit)
    if (text === null) return ''
    const joined = half + text
    const isHalf = /[\ud800-\udbff]$/.test(joined)
    half = isHalf ? joined.slice(-1) : ''
    return isHalf ? joined.slice(0, -1) : joined
  }
}

/** What an escape stands for; null while it is not whole. */
function unescaped(sequence: string): string | null {
  if (sequence.length < 2) return null
  const kind = sequence.charAt(1)
  if (kind !== 'u') return escapes[kind] ?? kind
  if (sequence.length < 6) return null
  const code = Number.parseInt(sequence.slice(2), 16)
  return Number.isNaN(code) ? '\ufffd' : String.fromCharCode(code)
}
