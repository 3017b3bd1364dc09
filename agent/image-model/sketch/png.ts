import { crc32, deflateSync } from 'node:zlib'
import type { Raster } from './resvg.ts'

const chunk = (type: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

/** Rows of RGB, each minus the row above it (PNG filter 2): drawn pictures deflate best and fastest so. */
function filteredRows({ width, height, pixels }: Raster): Buffer {
  const stride = width * 3 + 1
  const rows = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y += 1) {
    rows[y * stride] = 2
    for (let x = 0; x < width; x += 1) {
      const from = (y * width + x) * 4
      const to = y * stride + 1 + x * 3
      for (let channel = 0; channel < 3; channel += 1) {
        const above = y === 0 ? 0 : (pixels[from - width * 4 + channel] ?? 0)
        rows[to + channel] = (pixels[from + channel] ?? 0) - above
      }
    }
  }
  return rows
}

/** An opaque picture as PNG (8-bit RGB). The same pixels give the same bytes. */
export function encodePng(raster: Raster): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(raster.width, 0)
  header.writeUInt32BE(raster.height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const data = deflateSync(filteredRows(raster), { level: 3 })
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', new Uint8Array())])
}
