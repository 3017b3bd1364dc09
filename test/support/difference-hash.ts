import sharp from 'sharp'

/** A 64-bit difference hash of a picture: each bit says whether a place is brighter than its right neighbour. */
export async function differenceHash(png: Uint8Array): Promise<bigint> {
  const { data } = await sharp(png)
    .greyscale()
    .resize(9, 8, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  let hash = 0n
  for (let row = 0; row < 8; row += 1) {
    for (let column = 0; column < 8; column += 1) {
      const [here, next] = [data[row * 9 + column] ?? 0, data[row * 9 + column + 1] ?? 0]
      hash = (hash << 1n) | (here > next ? 1n : 0n)
    }
  }
  return hash
}

/** How many bits two hashes differ in, 0 to 64. */
export function hashDistance(first: bigint, second: bigint): number {
  let rest = first ^ second
  let count = 0
  for (; rest > 0n; rest >>= 1n) count += Number(rest & 1n)
  return count
}
