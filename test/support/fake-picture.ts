import sharp from 'sharp'
import type { ArtifactKind } from '#contract/event.ts'
import { fakeDesign } from './fake-race.ts'

const cache = new Map<string, Promise<Buffer>>()

/** A plain axolotl as PNG: enough to see how a page holds pictures. */
export function fakePicture(index: number, kind: ArtifactKind = 'sketch'): Promise<Buffer> {
  const key = `${kind} ${index}`
  const known = cache.get(key)
  if (known !== undefined) return known
  const image = sharp(Buffer.from(svgOf(index)))
  // A preview is blurred, a render has another light: enough to tell them apart.
  const changed = kind === 'preview' ? image.blur(14) : kind === 'render' ? image.modulate({ hue: 30 }) : image
  const drawn = changed.png().toBuffer()
  cache.set(key, drawn)
  return drawn
}

function svgOf(index: number): string {
  const [dominant, support, accent, body, gills, light, ink] = fakeDesign(index).palette.map((colour) => colour.hex)
  const side = (flip: number) =>
    `<g transform="translate(256 250) scale(${flip} 1)" stroke="${gills}" stroke-width="22" stroke-linecap="round" fill="none">
      <path d="M110-60C150-90 170-120 175-160M130-20C175-25 205-50 220-80M120 25C160 40 195 38 225 20"/></g>`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512">
    <rect width="512" height="512" fill="${dominant}"/>
    <circle cx="${120 + index * 60}" cy="110" r="54" fill="${light}" opacity=".85"/>
    <path d="M0 400Q128 360 256 400T512 400V512H0Z" fill="${support}"/>
    ${side(1)}${side(-1)}
    <ellipse cx="256" cy="430" rx="92" ry="100" fill="${body}"/><ellipse cx="256" cy="252" rx="150" ry="112" fill="${body}"/>
    <circle cx="190" cy="262" r="15" fill="${ink}"/><circle cx="322" cy="262" r="15" fill="${ink}"/>
    <path d="M196 306Q256 352 316 306" stroke="${ink}" stroke-width="9" fill="none" stroke-linecap="round"/>
    <ellipse cx="256" cy="440" rx="62" ry="34" fill="${accent}"/></svg>`
}
