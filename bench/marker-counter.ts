/** Counts how often some bytes occur in a stream of chunks, also across their borders, without joining them. */
export function createMarkerCounter(marker: Buffer): (chunk: Buffer) => number {
  let tail: Buffer = Buffer.alloc(0)
  return (chunk) => {
    const border = Buffer.concat([tail, chunk.subarray(0, marker.length - 1)])
    const count = countIn(border, marker) + countIn(chunk, marker)
    tail = Buffer.from(chunk.subarray(Math.max(0, chunk.length - marker.length + 1)))
    return count
  }
}

function countIn(bytes: Buffer, marker: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(marker); at !== -1; at = bytes.indexOf(marker, at + marker.length)) count++
  return count
}
