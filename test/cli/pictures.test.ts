import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { inlinePicture } from '../../cli/pictures.ts'

const ESCAPE = '\x1b'

it('kitty gets the bytes in pieces of at most 4096 characters, the last marked as such', () => {
  const png = randomBytes(10_000)
  const [before, ...parts] = inlinePicture('kitty', png, 24).split(`${ESCAPE}_G`)
  const pieces = parts.map((part) => {
    const [head = '', rest = ''] = part.split(';')
    return { head, body: rest.replace(`${ESCAPE}\\`, '').trimEnd(), isClosed: rest.includes(`${ESCAPE}\\`) }
  })

  expect(before).toBe('')
  expect(pieces.every(({ body, isClosed }) => isClosed && body.length <= 4096)).toBe(true)
  expect(pieces.map(({ head }) => head)).toEqual(['a=T,f=100,q=2,c=24,m=1', 'm=1', 'm=1', 'm=0'])
  expect(Buffer.from(pieces.map(({ body }) => body).join(''), 'base64').equals(png)).toBe(true)
})

it('kitty gets no piece too many where the last one is full', () => {
  // three bytes are four characters
  const pieces = inlinePicture('kitty', Buffer.alloc(2 * 3072), 24)
    .split(`${ESCAPE}_G`)
    .slice(1)

  expect(pieces.map((piece) => piece.split(';')[0])).toEqual(['a=T,f=100,q=2,c=24,m=1', 'm=0'])
})

it('iTerm2 gets one sequence with the size', () => {
  const png = randomBytes(3000)
  const text = inlinePicture('iterm2', png, 24)
  const head = `${ESCAPE}]1337;File=inline=1;size=3000;width=24;preserveAspectRatio=1:`

  expect(text.startsWith(head)).toBe(true)
  expect(text.endsWith('\x07\n')).toBe(true)
  expect(Buffer.from(text.slice(head.length, -2), 'base64').equals(png)).toBe(true)
})
