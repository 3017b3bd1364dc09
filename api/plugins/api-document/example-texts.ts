/** An id, as good as any. */
export const EXAMPLE_ID = '01k9x4v7m2q8r3t5w6y0z1a2bc'
const TIME = '2026-11-21T18:30:00.000Z'

/** What a text of that name usually says. */
export const textsByName: Readonly<Record<string, string>> = {
  brief: 'an axolotl who runs a night bakery',
  cause: 'The model server does not answer.',
  customId: 'row-17',
  cursor: EXAMPLE_ID,
  detail: 'is not a known field',
  description: 'For the team of the bakery',
  direction: 'Deep-sea explorer',
  events: `/v1/runs/${EXAMPLE_ID}/events`,
  href: `/v1/runs/${EXAMPLE_ID}`,
  id: EXAMPLE_ID,
  index: '0',
  key: 'axo_01k9x4v7m2q8r3t5w6y0z1a2bc_pVt0dXo2m5o3J8cY1q7wZ4uK6rB9eH2sL0nA5gT8fXk',
  limit: '20',
  mediaType: 'image/png',
  message: 'Waiting for a free place.',
  model: 'qwen2.5:7b',
  name: 'Night bakery',
  node: 'v24.11.1',
  note: 'The one with the lantern',
  owner: 'local',
  page: `/runs/${EXAMPLE_ID}`,
  pointer: '/brief',
  q: 'bakery',
  requestId: EXAMPLE_ID,
  rows: `/v1/batches/${EXAMPLE_ID}/rows`,
  self: `/v1/runs/${EXAMPLE_ID}`,
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  title: 'Bad Request',
  type: 'run.ended',
  url: 'https://hooks.example.org/axoloom',
  version: '0.1.0',
  why: 'It was the first to succeed.',
}

/** Tried in turn where a name says nothing, or its text is not allowed there. */
export const furtherTexts: readonly string[] = [
  'an axolotl at dusk',
  EXAMPLE_ID,
  TIME,
  '0',
  '20',
  'local',
  'true',
  '#7fb2a6',
  textsByName.sha256 ?? '',
  'https://hooks.example.org/axoloom',
  '{"rule":"first"}',
  'a',
]

/** What is only known of something that has ended, failed or was taken away: null in an example of what is well. */
export const usuallyNull: ReadonlySet<string> = new Set([
  'deletedAt',
  'disabledReason',
  'endedAt',
  'fault',
  'fix',
  'lastError',
  'nextCursor',
  'outcome',
  'reason',
  'revokedAt',
  'wait',
])

/** Texts by the format that a schema names. */
export const textsByFormat: Readonly<Record<string, string>> = {
  'date-time': TIME,
  date: '2026-11-21',
  uri: 'https://hooks.example.org/axoloom',
}
