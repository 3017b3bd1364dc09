import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { initWasm, Resvg } from '@resvg/resvg-wasm'

/** Pixels as they come from the renderer: 8-bit RGBA, rows from the top. */
export interface Raster {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

/** The bundle has `resvg.wasm` beside it; from source it is in the package. */
const wasmPath = () => {
  const beside = fileURLToPath(new URL('./resvg.wasm', import.meta.url))
  return existsSync(beside) ? beside : createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')
}

let ready: Promise<void> | undefined

/** Loads the renderer once in a process; a failed load is tried again by the next picture. */
export function loadResvg(path?: string): Promise<void> {
  ready ??= readFile(path ?? wasmPath())
    .then((bytes) => initWasm(bytes))
    .catch((error: unknown) => {
      ready = undefined
      throw error
    })
  return ready
}

/** Draws an SVG `width` pixels wide. Call `loadResvg` first. Throws where the text is no SVG. */
export function drawSvg(svg: string, width: number): Raster {
  const resvg = new Resvg(svg, { fitTo: { mode: 'width', value: width }, font: { loadSystemFonts: false } })
  try {
    const image = resvg.render()
    try {
      return { width: image.width, height: image.height, pixels: image.pixels }
    } finally {
      image.free()
    }
  } finally {
    resvg.free()
  }
}
