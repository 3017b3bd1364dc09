import { type Answer, empty, json } from './answer.ts'
import type { SeenRequest } from './http-request.ts'
import { type QueueItem, tupleOf } from './prompt-queue.ts'
import type { ServerProcess } from './server-process.ts'
import { PythonError } from './validate-inputs.ts'

export function getQueue({ queue, parts }: ServerProcess): Answer {
  const tell = (item: QueueItem) => (parts.generation === '0.38' ? withoutKeys(tupleOf(item)) : tupleOf(item))
  const running = queue.running()
  return json({ queue_running: running === null ? [] : [tell(running)], queue_pending: queue.pending().map(tell) })
}

/** `clear` or `delete` of pending ones; nothing found is no error. */
export function postQueue(process: ServerProcess, { json: body }: SeenRequest): Answer {
  const { clear, delete: ids = [] } = fields<{ clear?: unknown; delete?: readonly unknown[] }>(body)
  if (clear) drop(process, () => true)
  for (const id of ids) drop(process, ({ record }) => record.id === id)
  return empty()
}

/** Takes pending prompts out of the queue; tells whether there was one. */
export function drop({ queue, parts }: ServerProcess, holds: (item: QueueItem) => boolean): boolean {
  const removed = queue.remove(holds)
  for (const { record } of removed) parts.records.set(record, 'deleted')
  return removed.length > 0
}

/** With an id only when just that one runs; without, whatever runs. */
export function postInterrupt({ queue, flag }: ServerProcess, { json: body }: SeenRequest): Answer {
  const { prompt_id: id } = (body ?? {}) as { prompt_id?: unknown }
  if (!id || queue.running()?.record.id === id) flag.raise()
  return empty()
}

export const getPrompt = ({ queue }: ServerProcess): Answer =>
  json({ exec_info: { queue_remaining: queue.remaining() } })

/** `max_items` alone gives the latest ones. */
export function getHistory({ queue }: ServerProcess, { query }: SeenRequest): Answer {
  const all = [...queue.history]
  const maxItems = query.get('max_items')
  if (maxItems === null) return json(Object.fromEntries(all.slice(Math.max(0, Number(query.get('offset') ?? 0)))))
  const asked = Number(query.get('offset') ?? -1)
  const from = asked < 0 ? Math.max(0, all.length - Number(maxItems)) : asked
  return json(Object.fromEntries(all.slice(from, from + Number(maxItems))))
}

export function getHistoryOf({ queue }: ServerProcess, _request: SeenRequest, id: string): Answer {
  const entry = queue.history.get(id)
  return json(entry === undefined ? {} : { [id]: entry })
}

export function postHistory({ queue }: ServerProcess, { json: body }: SeenRequest): Answer {
  const { clear, delete: ids = [] } = fields<{ clear?: unknown; delete?: readonly string[] }>(body)
  if (clear) queue.history.clear()
  for (const id of ids) queue.history.delete(id)
  return empty()
}

function fields<T>(body: unknown): T {
  if (typeof body !== 'object' || body === null) throw new PythonError('JSONDecodeError', 'Expecting value')
  return body as T
}

const secrets = ['api_key_comfy_org', 'auth_token_comfy_org']

/** The server of today hides the two keys of comfy.org, and nothing else. */
const withoutKeys = ([number, id, graph, extraData, outputs]: readonly unknown[]) => [
  ...[number, id, graph],
  Object.fromEntries(Object.entries(extraData as object).filter(([key]) => !secrets.includes(key))),
  outputs,
]
