import type { CreateRun, PatchRun, Pick, Run, RunList, RunState } from '#contract/api.ts'
import { call } from './call.ts'

/** What may be asked for; the server fills in the rest. */
export type NewRun = Partial<CreateRun> & { readonly brief: string }

export interface RunQuery {
  readonly text: string
  readonly state: RunState | null
  readonly cursor: string | null
}

const runPath = (id: string) => `/v1/runs/${encodeURIComponent(id)}`
const variationPath = (id: string, variation: number) => `${runPath(id)}/variations/${variation}`

export const eventsPath = (id: string) => `${runPath(id)}/events`

export function createRun(request: NewRun): Promise<Run> {
  return call('POST', '/v1/runs', { body: request })
}

export function loadRun(id: string, signal?: AbortSignal): Promise<Run> {
  return call('GET', runPath(id), signal ? { signal } : {})
}

const PAGE_SIZE = 24

export function listRuns({ text, state, cursor }: RunQuery, signal: AbortSignal): Promise<RunList> {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE) })
  if (text) query.set('q', text)
  if (state) query.set('state', state)
  if (cursor) query.set('cursor', cursor)
  return call('GET', `/v1/runs?${query}`, { signal })
}

export function cancelRun(id: string): Promise<void> {
  return call('POST', `${runPath(id)}/cancel`)
}

export function cancelVariation(id: string, variation: number): Promise<void> {
  return call('POST', `${variationPath(id, variation)}/cancel`)
}

export function retryVariation(id: string, variation: number): Promise<void> {
  return call('POST', `${variationPath(id, variation)}/retry`)
}

export function putPick(id: string, variation: number, note?: string): Promise<Pick> {
  return call('PUT', `${runPath(id)}/pick`, { body: note ? { variation, note } : { variation } })
}

export function removePick(id: string): Promise<void> {
  return call('DELETE', `${runPath(id)}/pick`)
}

export function patchRun(id: string, change: PatchRun): Promise<Run> {
  return call('PATCH', runPath(id), { body: change })
}

export function deleteRun(id: string): Promise<void> {
  return call('DELETE', runPath(id))
}

export function restoreRun(id: string): Promise<void> {
  return call('POST', `${runPath(id)}/restore`)
}
