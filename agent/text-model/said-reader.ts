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
  let escaped = ''
  /** Half of a pair, kept until its other half is there. */
  let half = ''

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
      return
    }
    if (state === 'after-key' && character !== ':' && character.trim() !== '') state = 'outside'
  }
  const endString = () => {
    if (state === 'key') {
      expectsKey = false
      state = token === key ? 'after-key' : 'outside'
    } else state = 'outside'
    half = ''
  }
  const inside = (character: string): string => {
    if (escaped !== '') {
      escaped += character
      const text = unescaped(escaped)
      if (text === null) return ''
      escaped = ''
      return text
    }
    if (character === '\\') escaped = '\\'
    else if (character === '"') endString()
    else return character
    return ''
  }
  const whole = (text: string): string => {
    const joined = half + text
    const isHalf = /[\ud800-\udbff]$/.test(joined)
    half = isHalf ? joined.slice(-1) : ''
    return isHalf ? joined.slice(0, -1) : joined
  }

  return {
    push(piece) {
      let said = ''
      for (const unit of piece.split('')) {
        if (state === 'outside' || state === 'after-key') outside(unit)
        else {
          const isSaid = state === 'said'
          const text = inside(unit)
          if (isSaid) said += text === '' ? '' : whole(text)
          else if (token.length <= key.length) token += text
        }
      }
      return said
    },
  }
}

/** What an escaped stands for; null while it is not whole. */
function unescaped(escaped: string): string | null {
  const kind = escaped.charAt(1)
  if (kind !== 'u') return escapes[kind] ?? kind
  if (escaped.length < 6) return null
  const code = Number.parseInt(escaped.slice(2), 16)
  return Number.isNaN(code) ? '\ufffd' : String.fromCharCode(code)
}
