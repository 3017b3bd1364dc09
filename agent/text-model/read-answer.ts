/** The JSON object in a model's answer, whole or as far as it was written; undefined when there is none. */
export function readAnswer(text: string): unknown {
  const start = text.indexOf('{')
  if (start === -1) return undefined
  const json = text.slice(start)
  const end = json.lastIndexOf('}')
  return parsed(json.slice(0, end + 1)) ?? parsed(completed(json))
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

/** JSON that broke off, cut back to its last whole member and closed. */
function completed(json: string): string {
  const open: string[] = []
  let best = ''
  let isInString = false
  for (let i = 0; i < json.length; i++) {
    const character = json.charAt(i)
    if (isInString) {
      if (character === '\\') i++
      else if (character === '"') isInString = false
    } else if (character === '"') isInString = true
    else if (character === '{') open.push('}')
    else if (character === '[') open.push(']')
    else if (character === '}' || character === ']') {
      open.pop()
      best = json.slice(0, i + 1) + open.toReversed().join('')
    } else if (character === ',') best = json.slice(0, i) + open.toReversed().join('')
  }
  return best
}
