import { crc32 } from 'node:zlib'

/** A text inside a picture: a keyword of 1 to 79 characters of Latin-1, and any text. */
export type PngText = readonly [keyword: string, text: string]

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** Length, name and checksum of a chunk. */
const AROUND_BYTES = 12
/** PNG allows 2 GiB; texts of ours are far below this. */
const MAX_TEXT_BYTES = 256 * 1024

/**
 * Puts texts into a PNG, right after its header: tEXt where printable ASCII is enough, else iTXt (UTF-8). Nothing is
 * compressed, so that any reader and `strings` can see them. Throws for what is no PNG, or a keyword that PNG forbids.
 */
export function writePngText(png: Uint8Array, texts: readonly PngText[]): Buffer {
  const source = Buffer.from(png.buffer, png.byteOffset, png.byteLength)
  const [header] = chunksOf(source)
  if (header?.type !== 'IHDR') throw new Error('This is no PNG: it has no header.')
  return Buffer.concat([source.subarray(0, header.end), ...texts.map(textChunk), source.subarray(header.end)])
}

/** All texts of a PNG that are not compressed, in their order. Throws for what is no PNG. */
export function readPngText(png: Uint8Array): PngText[] {
  const source = Buffer.from(png.buffer, png.byteOffset, png.byteLength)
  return [...chunksOf(source)].flatMap(({ type, data }) => {
    if (type === 'tEXt') return readPlain(data)
    return type === 'iTXt' ? readInternational(data) : []
  })
}

interface Chunk {
  readonly type: string
  readonly data: Buffer
  /** Where the next one begins. */
  readonly end: number
}

function* chunksOf(source: Buffer): Generator<Chunk> {
  if (!source.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new Error('This is no PNG.')
  for (let at = SIGNATURE.length; at < source.length; ) {
    const end = at + AROUND_BYTES <= source.length ? at + AROUND_BYTES + source.readUInt32BE(at) : Infinity
    if (end > source.length) throw new Error('This PNG ends early.')
    yield { type: source.toString('latin1', at + 4, at + 8), data: source.subarray(at + 8, end - 4), end }
    at = end
  }
}

function textChunk([keyword, text]: PngText): Buffer {
  if (!/^[!-~]([ -~]{0,77}[!-~])?$/.test(keyword)) throw new Error(`"${keyword}" cannot be the keyword of a PNG text.`)
  if (Buffer.byteLength(text) > MAX_TEXT_BYTES) throw new Error(`The PNG text ${keyword} is too long.`)
  if (/^[\n -~]*$/.test(text)) return chunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1'))
  // no compression, no language, no translated keyword
  return chunk('iTXt', Buffer.from(`${keyword}\0\0\0\0\0${text.replaceAll('\0', '')}`, 'utf8'))
}

function chunk(type: string, data: Buffer): Buffer {
  const around = Buffer.alloc(8)
  around.writeUInt32BE(data.length, 0)
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  around.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)])
}

function readPlain(data: Buffer): PngText[] {
  const at = data.indexOf(0)
  return at < 1 ? [] : [[data.toString('latin1', 0, at), data.toString('latin1', at + 1)]]
}

/** Keyword, 0, compressed?, method, language, 0, translated keyword, 0, text. */
function readInternational(data: Buffer): PngText[] {
  const at = data.indexOf(0)
  const language = data.indexOf(0, at + 3)
  const translated = data.indexOf(0, language + 1)
  if (at < 1 || language < 0 || translated < 0 || data[at + 1] !== 0) return []
  return [[data.toString('latin1', 0, at), data.toString('utf8', translated + 1)]]
}
