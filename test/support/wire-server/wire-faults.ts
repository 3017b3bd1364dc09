import type { WirePlay } from './play.ts'

const page = '<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>'

/** What can go wrong on the way to any back-end, by name. */
export const wireFaults = {
  /** Nothing listens for two seconds; this request's connection is cut. */
  refused: { downMs: 2_000 },
  lost: { isLost: true },
  /** Taken and never answered. */
  hang: { isHung: true },
  delay: { delayMs: 500 },
  'slow-first-byte': { firstByteMs: 1_500 },
  'slow-tokens': { frameMs: 50 },
  'html-502': { status: 502, headers: { 'content-type': 'text/html' }, body: page },
  'cut-at-once': { ends: { how: 'cut' } },
  'cut-mid-frame': { ends: { how: 'cut', afterBytes: 777 } },
  cut: { ends: { how: 'cut', afterFrames: 12 } },
  'end-without-done': { ends: { how: 'end', afterFrames: 12 } },
  'end-at-once': { ends: { how: 'end' } },
  'stall-at-once': { ends: { how: 'stall' } },
  stall: { ends: { how: 'stall', afterFrames: 12 } },
  'error-mid-stream': { ends: { how: 'error', afterFrames: 12 } },
  'error-at-once': { ends: { how: 'error' } },
  'split-bytes': { splitBytes: 1 },
  'split-threes': { splitBytes: 3 },
  joined: { joinFrames: 5 },
  truncated: { maxTokens: 40 },
  'broken-schema': { breaks: 'schema' },
  'broken-json': { breaks: 'json' },
  'no-json': { text: 'I would rather talk about the weather: it is mild, and the pond is still.' },
  silent: { text: '' },
  endless: { isEndless: true, text: '{"name":"again and ' },
  'hostile-slots': { obeys: 'slots' },
  'hostile-shape': { obeys: 'shape' },
} as const satisfies Record<string, WirePlay>

/** Each fault knows its own name. */
export const named = <F extends Record<string, object>>(faults: F): F =>
  Object.fromEntries(Object.entries(faults).map(([name, play]) => [name, { name, ...play }])) as F
