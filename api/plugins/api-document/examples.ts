import { STATUS_CODES } from 'node:http'
import { EXAMPLE_ID } from './example-texts.ts'

const AT = '2026-11-21T18:30:00.000Z'
const noUsage = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 }
const links = { self: `/v1/runs/${EXAMPLE_ID}`, events: `/v1/runs/${EXAMPLE_ID}/events`, page: `/runs/${EXAMPLE_ID}` }
const plan = { direction: 'Art nouveau', designer: 'scripted', renderer: 'sketch', model: null, seed: 7 }

const attempt = {
  number: 1,
  state: 'queued',
  cause: 'first',
  seed: 7,
  outcome: null,
  reason: null,
  message: null,
  isRetryable: null,
  usage: noUsage,
  queuedAt: AT,
  startedAt: null,
  endedAt: null,
}

const variation = {
  index: 0,
  ...plan,
  state: 'queued',
  wait: null,
  attempt: 1,
  attempts: [attempt],
  design: null,
  artifacts: [],
}

/** Examples that are better than what can be made up, by the names of their schemas in the contract. */
export const examplesByName: Readonly<Record<string, unknown>> = {
  CreateRun: {
    brief: 'an axolotl who runs a night bakery',
    variations: 2,
    directions: ['Art nouveau'],
    seed: 7,
    labels: { team: 'bakery' },
  },
  Run: {
    id: EXAMPLE_ID,
    state: 'running',
    kind: 'axolotl',
    brief: 'an axolotl who runs a night bakery',
    seed: 7,
    parents: [],
    children: [],
    lastSeq: 2,
    pick: null,
    usage: noUsage,
    budgetUsd: null,
    priority: 0,
    labels: { team: 'bakery' },
    createdAt: AT,
    endedAt: null,
    deletedAt: null,
    variations: [variation],
    links,
  },
  Variation: variation,
  Attempt: attempt,
  PatchRun: { labels: { team: 'bakery' }, priority: 5 },
  PutPick: { variation: 0, note: 'The one with the lantern' },
  CreateKey: { name: 'ci', scopes: ['read', 'run'] },
  CreateWebhook: { url: 'https://hooks.example.org/axoloom', events: ['run.ended'] },
  PatchWebhook: { description: 'For the team of the bakery' },
}

const envelope = {
  seq: 1,
  run: EXAMPLE_ID,
  variation: 0,
  attempt: 1,
  type: 'attempt-queue',
  at: AT,
  data: { cause: 'first' },
}

const csv = 'customId,brief,variations\r\nrow-1,an axolotl who runs a night bakery,2\r\n'
const lines = `${JSON.stringify({ customId: 'row-1', brief: 'an axolotl who runs a night bakery', variations: 2 })}\n`

/** Bodies that are no JSON, by their media types. */
export const examplesByMediaType: Readonly<Record<string, string>> = {
  'text/event-stream': `id: 1\nevent: attempt-queue\ndata: ${JSON.stringify(envelope)}\n\n`,
  'text/csv': csv,
  'application/x-ndjson': lines,
}

const fault = { pointer: '/brief', detail: 'must not be empty: say in a sentence what to design' }

/** What a refusal with that status looks like; the status of one that is not named is 415. */
export function exampleOfRefusal(status: number, description: string): unknown {
  const shown = Number.isNaN(status) ? 415 : status
  const title = STATUS_CODES[shown] ?? 'Error'
  return {
    type: `urn:axoloom:problem:${title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`,
    title,
    status: shown,
    detail: `${description}.`,
    ...(shown === 400 ? { errors: [fault] } : {}),
    requestId: EXAMPLE_ID,
  }
}
