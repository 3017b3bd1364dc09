import { errorOfTransport, type KubeError } from './kube-error.ts'

const NEWLINE = 10

/** A whole body as JSON; larger than `maxBytes` is refused. Throws `KubeError`. */
export async function readJson(action: string, chunks: AsyncIterable<Buffer>, maxBytes: number): Promise<unknown> {
  const held: Buffer[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > maxBytes) throw badAnswer(action, `it is larger than ${maxBytes} bytes`)
    held.push(chunk)
  }
  return parse(action, Buffer.concat(held).toString())
}

/**
 * Each line of a body as JSON. What stands behind the last newline was cut off and is dropped: it is told again when
 * the watch goes on. Throws `KubeError`.
 */
export async function* readJsonLines(
  action: string,
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<unknown> {
  let held: Buffer[] = []
  let heldBytes = 0
  for await (const chunk of chunks) {
    let from = 0
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      const line = Buffer.concat([...held, chunk.subarray(from, at)]).toString()
      held = []
      heldBytes = 0
      from = at + 1
      if (line.trim() !== '') yield parse(action, line)
    }
    heldBytes += chunk.length - from
    if (heldBytes > maxBytes) throw badAnswer(action, `a line is longer than ${maxBytes} bytes`)
    if (from < chunk.length) held.push(chunk.subarray(from))
  }
}

function parse(action: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badAnswer(action, `it is not JSON: ${text.slice(0, 80)}`)
  }
}

export function badAnswer(action: string, fault: string): KubeError {
  return errorOfTransport(action, new Error(fault), 'BadAnswer')
}
