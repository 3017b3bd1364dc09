import { type Answer, json } from './answer.ts'
import type { SeenRequest } from './http-request.ts'
import { type Job, jobOfHistory, jobOfItem, jobStates } from './job.ts'
import { drop } from './serve-queue.ts'
import type { ServerProcess } from './server-process.ts'

/** All prompts of the queue and the history in one list; only the server of today has it. */
export function getJobs(process: ServerProcess, { query }: SeenRequest): Answer {
  const states = query.get('status')?.split(',') ?? jobStates
  const unknown = states.filter((state) => !jobStates.includes(state))
  if (unknown.length > 0) return json({ error: `Invalid status value(s): ${unknown.join(', ')}` }, 400)
  const sortBy = query.get('sort_by') ?? 'created_at'
  if (!(sortBy in sorters)) return json({ error: `sort_by must be one of ${Object.keys(sorters).join(', ')}` }, 400)
  const order = query.get('sort_order') ?? 'desc'
  if (order !== 'asc' && order !== 'desc') return json({ error: "sort_order must be 'asc' or 'desc'" }, 400)
  const [limit, offset] = [numberOf(query, 'limit', 1), numberOf(query, 'offset', 0)]
  if (limit === 'bad' || offset === 'bad') return json({ error: 'limit and offset must be integers' }, 400)
  const workflow = query.get('workflow_id')
  const found = allJobs(process)
    .filter(({ status, workflow_id: id }) => states.includes(status) && (workflow === null || id === workflow))
    .sort((a, b) => (sorters[sortBy]?.(a) ?? 0) - (sorters[sortBy]?.(b) ?? 0))
  if (order === 'desc') found.reverse()
  const from = offset ?? 0
  const page = found.slice(from, limit === null ? undefined : from + limit)
  const rest = { offset: from, limit, total: found.length, has_more: from + page.length < found.length }
  return json({ jobs: page, pagination: rest })
}

const sorters: Readonly<Record<string, (job: Job) => number>> = {
  created_at: (job) => job.create_time ?? 0,
  execution_duration: (job) => (job.execution_end_time ?? 0) - (job.execution_start_time ?? 0),
}

function numberOf(query: URLSearchParams, name: string, least: number): number | null | 'bad' {
  const asked = query.get(name)
  if (asked === null) return null
  return /^\d+$/.test(asked) && Number(asked) >= least ? Number(asked) : 'bad'
}

function allJobs({ queue }: ServerProcess): Job[] {
  const running = queue.running()
  return [
    ...(running === null ? [] : [jobOfItem(running, 'in_progress')]),
    ...queue.pending().map((item) => jobOfItem(item, 'pending')),
    ...[...queue.history].map(([id, entry]) => jobOfHistory(id, entry, false)),
  ]
}

/** The history first, as the server has it. */
export function getJob({ queue }: ServerProcess, _request: SeenRequest, id: string): Answer {
  const entry = queue.history.get(id)
  if (entry !== undefined) return json(jobOfHistory(id, entry, true))
  const running = queue.running()
  if (running?.record.id === id) return json(jobOfItem(running, 'in_progress'))
  const pending = queue.pending().find(({ record }) => record.id === id)
  return pending === undefined ? json({ error: 'Job not found' }, 404) : json(jobOfItem(pending, 'pending'))
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const postCancel = (process: ServerProcess, _request: SeenRequest, id: string): Answer => cancel(process, [id])

export function postCancelAll(process: ServerProcess, { json: body }: SeenRequest): Answer {
  const { job_ids: ids } = (body ?? {}) as { job_ids?: unknown }
  if (!Array.isArray(ids) || ids.length === 0) return json({ error: 'job_ids must be a non-empty list' }, 400)
  return cancel(process, ids.map(String))
}

/** Pending or running, in one go; repeating it is harmless. */
function cancel(process: ServerProcess, ids: readonly string[]): Answer {
  const invalid = ids.filter((id) => !uuid.test(id))
  if (invalid.length > 0) return json({ error: 'Invalid job id', invalid_ids: invalid }, 400)
  const isDropped = drop(process, ({ record }) => ids.includes(record.id))
  const isRunning = ids.includes(process.queue.running()?.record.id ?? '')
  if (isRunning) process.flag.raise()
  return json({ cancelled: isDropped || isRunning })
}
