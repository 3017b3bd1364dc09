const CR = 0x0d
const LF = 0x0a

let last: { readonly bytes: Buffer; readonly chunk: Buffer } | null = null

/** One chunk of a body in chunks (RFC 9112 section 7.1). Asked again for the same bytes, as for each reader, it is the same one. */
export function httpChunk(bytes: Buffer): Buffer {
  if (last?.bytes === bytes) return last.chunk
  const size = bytes.length.toString(16)
  const chunk = Buffer.allocUnsafe(size.length + bytes.length + 4)
  chunk.write(size, 'latin1')
  const start = endLine(chunk, size.length)
  bytes.copy(chunk, start)
  endLine(chunk, start + bytes.length)
  last = { bytes, chunk }
  return chunk
}

function endLine(chunk: Buffer, at: number): number {
  chunk[at] = CR
  chunk[at + 1] = LF
  return at + 2
}
