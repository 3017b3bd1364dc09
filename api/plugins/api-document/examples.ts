import { EXAMPLE_ID } from './example-texts.ts'

/** Examples that are better than what can be made up, by the names of their schemas in the contract. */
export const examplesByName: Readonly<Record<string, unknown>> = {
  CreateRun: {
    brief: 'an axolotl who runs a night bakery',
    variations: 2,
    directions: ['Art nouveau'],
    seed: 7,
    labels: { team: 'bakery' },
  },
  PatchRun: { labels: { team: 'bakery' }, priority: 5 },
  PutPick: { variation: 0, note: 'The one with the lantern' },
  CreateKey: { name: 'ci', scopes: ['read', 'run'] },
  CreateWebhook: { url: 'https://hooks.example.org/axoloom', events: ['run.ended'] },
  PatchWebhook: { description: 'For the team of the bakery' },
  Problem: {
    type: 'urn:axoloom:problem:bad-request',
    title: 'Bad Request',
    status: 400,
    detail: 'The request is not valid: "brief" must not be empty: say in a sentence what to design.',
    errors: [{ pointer: '/brief', detail: 'must not be empty: say in a sentence what to design' }],
    requestId: EXAMPLE_ID,
  },
}

const envelope = {
  seq: 1,
  run: EXAMPLE_ID,
  variation: 0,
  attempt: 1,
  type: 'attempt-queue',
  at: '2026-11-21T18:30:00.000Z',
  data: { cause: 'first' },
}

const csv = 'customId,brief,variations\r\nrow-1,an axolotl who runs a night bakery,2\r\n'

/** Bodies that are no JSON, by their media types. */
export const examplesByMediaType: Readonly<Record<string, string>> = {
  'text/event-stream': `id: 1\nevent: attempt-queue\ndata: ${JSON.stringify(envelope)}\n\n`,
  'text/csv': csv,
}
