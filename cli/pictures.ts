import type { PictureProtocol } from './terminal.ts'

/** Longest piece of one escape sequence that kitty takes. */
const KITTY_CHUNK = 4096

/** A PNG as the sequence that shows it `columns` wide, its height by its own proportions. */
export function inlinePicture(protocol: PictureProtocol, png: Uint8Array, columns: number): string {
  const base64 = Buffer.from(png).toString('base64')
  return protocol === 'kitty' ? kitty(base64, columns) : iterm2(base64, png.length, columns)
}

// f=100: PNG; a=T: keep and show; q=2: no answer, which would arrive as typed text.
function kitty(base64: string, columns: number): string {
  const pieces: string[] = []
  for (let at = 0; at < base64.length; at += KITTY_CHUNK) {
    const head = at === 0 ? `a=T,f=100,q=2,c=${columns},` : ''
    const isLast = at + KITTY_CHUNK >= base64.length
    pieces.push(`\x1b_G${head}m=${isLast ? 0 : 1};${base64.slice(at, at + KITTY_CHUNK)}\x1b\\`)
  }
  return `${pieces.join('')}\n`
}

function iterm2(base64: string, bytes: number, columns: number): string {
  return `\x1b]1337;File=inline=1;size=${bytes};width=${columns};preserveAspectRatio=1:${base64}\x07\n`
}
