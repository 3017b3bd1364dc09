export interface SseBlock {
  readonly id: string
  readonly event: string
  readonly data: string
}

export interface SseParser {
  /** Takes the next bytes as decoded text, cut anywhere; gives the blocks that are complete now. */
  push(text: string): SseBlock[]
}

/** Most that is kept of an unfinished line or block. A run's largest block is a design or an 8 KiB thought, far below. */
const MAX_CHARACTERS = 1_048_576

/**
 * Reads `text/event-stream` as the WHATWG standard says, but for `retry:`, which our own back-off replaces.
 * Throws RangeError when a line or a block never ends.
 */
export function createSseParser(): SseParser {
  let rest = ''
  let blockLength = 0
  let block: { id: string; event: string; data: string[] } = { id: '', event: '', data: [] }

  function takeField(line: string): void {
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    blockLength += value.length
    if (field === 'data') block.data.push(value)
    else if (field === 'event') block.event = value
    else if (field === 'id') block.id = value
  }

  function takeBlock(): SseBlock | null {
    const { id, event, data } = block
    block = { id: '', event: '', data: [] }
    blockLength = 0
    return data.length === 0 ? null : { id, event: event || 'message', data: data.join('\n') }
  }

  function push(text: string): SseBlock[] {
    rest += text
    const blocks: SseBlock[] = []
    let from = 0
    for (;;) {
      const end = lineEnd(rest, from)
      if (end === null) break
      if (end.at === from) {
        const done = takeBlock()
        if (done) blocks.push(done)
      } else if (rest[from] !== ':') takeField(rest.slice(from, end.at))
      from = end.next
    }
    rest = rest.slice(from)
    if (rest.length > MAX_CHARACTERS || blockLength > MAX_CHARACTERS)
      throw new RangeError('the stream holds a line or a block without an end')
    return blocks
  }

  return { push }
}

function lineEnd(text: string, from: number): { at: number; next: number } | null {
  const lf = text.indexOf('\n', from)
  const cr = text.indexOf('\r', from)
  if (cr === -1 || (lf !== -1 && lf < cr)) return lf === -1 ? null : { at: lf, next: lf + 1 }
  // A CR at the very end may be half of a CR LF: wait for the next character.
  if (cr === text.length - 1) return null
  return { at: cr, next: text[cr + 1] === '\n' ? cr + 2 : cr + 1 }
}
