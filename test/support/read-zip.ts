import { crc32, inflateRawSync } from 'node:zlib'

/** The files of a zip by its directory, each checked against its sum. Throws where anything is not as it says. */
export function readZip(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from('504b0506', 'hex'))
  if (end === -1) throw new Error('the zip has no directory')
  const files = new Map<string, Buffer>()
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error(`no entry at ${at}`)
    const nameLength = zip.readUInt16LE(at + 28)
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    if (files.has(name)) throw new Error(`${name} is there twice`)
    files.set(name, contentOf(zip, at, name))
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return files
}

function contentOf(zip: Buffer, entry: number, name: string): Buffer {
  const [method, sum, packed, size] = [10, 16, 20, 24].map((offset) =>
    offset === 10 ? zip.readUInt16LE(entry + offset) : zip.readUInt32LE(entry + offset),
  ) as [number, number, number, number]
  const local = zip.readUInt32LE(entry + 42)
  const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
  const bytes = zip.subarray(from, from + packed)
  const content = method === 0 ? bytes : inflateRawSync(bytes)
  if (content.length !== size || crc32(content) !== sum) throw new Error(`${name} is broken`)
  return content
}
