import { crc32, deflateSync } from 'node:zlib'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

export interface Pixels {
  readonly width: number
  readonly height: number
  /** RGB, row by row, three bytes a pixel. */
  readonly rgb: Buffer
}

/** A PNG as the server saves it: 8-bit RGB, zlib level 4, one tEXt chunk for each entry of `texts`. */
export function encodePng({ width, height, rgb }: Pixels, texts: ReadonlyMap<string, string>): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  // 8 bits a channel, colour without alpha, no interlacing
  head.set([8, 2, 0, 0, 0], 8)
  const rows = Buffer.alloc((width * 3 + 1) * height)
  for (let y = 0; y < height; y++) rgb.copy(rows, y * (width * 3 + 1) + 1, y * width * 3, (y + 1) * width * 3)
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    ...[...texts].map(([key, value]) => chunk('tEXt', Buffer.from(`${key}\0${asciiJson(value)}`, 'latin1'))),
    chunk('IDAT', deflateSync(rows, { level: 4 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** The tEXt chunks of a PNG; throws when it is not one or is cut off. */
export function readTexts(png: Buffer): Map<string, string> {
  if (!png.subarray(0, 8).equals(signature)) throw new Error('This is not a PNG.')
  const texts = new Map<string, string>()
  for (let at = 8; ; ) {
    const length = png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    const data = png.subarray(at + 8, at + 8 + length)
    if (type === 'IEND') return texts
    const split = data.indexOf(0)
    if (type === 'tEXt') texts.set(data.toString('latin1', 0, split), data.toString('latin1', split + 1))
    at += length + 12
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(named.length + 8)
  frame.writeUInt32BE(data.length, 0)
  named.copy(frame, 4)
  frame.writeUInt32BE(crc32(named), named.length + 4)
  return frame
}

// json.dumps of Python writes ASCII only, and a tEXt chunk holds nothing else
const asciiJson = (text: string) =>
  text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
