import type { createRandom } from './random.ts'

export type Random = ReturnType<typeof createRandom>

export const oneOf = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
export const chance = (random: Random, share: number): boolean => random() < share

/** Texts that have upset servers: numbers that are none, paths, markup, escapes, other scripts, sheer length. */
export const hostileTexts: readonly string[] = [
  '',
  ' ',
  '0',
  '-1',
  '1',
  '1e999',
  '99999999999999999999',
  '0x10',
  'NaN',
  'null',
  'true',
  'false',
  'undefined',
  '[object Object]',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '..%2f..%2f',
  '/',
  '%',
  '%00',
  '%ff',
  "' OR 1=1 --",
  '"; DROP TABLE runs; --',
  '<script>alert(1)</script>',
  '{{7*7}}',
  '$(reboot)',
  '\u0000',
  '\n\r\t',
  '\u2028\u2029',
  '\u202e',
  '\ud800',
  'ﬀ',
  'é'.normalize('NFD'),
  '🦎'.repeat(40),
  'x'.repeat(2001),
  'x'.repeat(20_000),
  '2026-02-30T25:61:61.999Z',
  'http://169.254.169.254/latest/meta-data',
  'http://127.0.0.1:1/',
  'file:///etc/passwd',
]

const hostileValues: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -1e308,
  Number.MAX_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER + 2,
  [],
  {},
  [[[[[[[[]]]]]]]],
  { toString: 1, valueOf: null },
  { constructor: { prototype: {} } },
  Array.from({ length: 40 }, (_, i) => i),
]

export function hostileValue(random: Random): unknown {
  return chance(random, 0.5) ? oneOf(random, hostileTexts) : oneOf(random, hostileValues)
}

/** The same value with one thing in it replaced, taken out or added. */
export function mutate(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || chance(random, 0.1)) return hostileValue(random)
  const keys = Object.keys(value)
  if (keys.length === 0 || chance(random, 0.2)) return withExtra(value, random)
  const key = oneOf(random, keys)
  const inner = (value as Record<string, unknown>)[key]
  if (Array.isArray(value)) return value.map((item, i) => (String(i) === key ? mutate(item, random) : item))
  const { [key]: _, ...rest } = value as Record<string, unknown>
  return chance(random, 0.25) ? rest : { ...rest, [key]: mutate(inner, random) }
}

function withExtra(value: object, random: Random): unknown {
  if (Array.isArray(value)) return [...value, hostileValue(random)]
  return { ...value, [oneOf(random, ['extra', 'id', 'owner', '', 'a/b~c', '🦎'])]: hostileValue(random) }
}

/** Bytes with a piece of them cut out, doubled or spoilt. */
export function garble(bytes: Buffer, random: Random): Buffer {
  const at = Math.floor(random() * (bytes.length + 1))
  const to = Math.min(bytes.length, at + Math.floor(random() * 20))
  const [before, piece, after] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)]
  const middles = [
    Buffer.alloc(0),
    Buffer.concat([piece, piece]),
    Buffer.from([0xff, 0xfe, 0x00]),
    Buffer.from('\n'),
    Buffer.from('"'),
    Buffer.from('{"'),
    Buffer.from('['.repeat(5000)),
  ]
  return Buffer.concat([before, oneOf(random, middles), after])
}
