import { randomUUID } from 'node:crypto'
import { type Answer, json } from './answer.ts'
import type { Graph } from './graph.ts'
import { perform } from './perform.ts'
import type { PromptRecord } from './prompt-records.ts'
import type { RunFate } from './run-fate.ts'
import { hasDeed } from './run-fate.ts'
import type { ServerProcess } from './server-process.ts'
import { PythonError } from './validate-inputs.ts'
import { type PromptError, promptError, validatePrompt } from './validate-prompt.ts'

/** What the body may hold, as far as it is looked at. */
interface PromptBody {
  readonly prompt?: Graph | null
  readonly prompt_id?: unknown
  readonly client_id?: unknown
  readonly number?: unknown
  readonly front?: unknown
  readonly extra_data?: Record<string, unknown>
  readonly partial_execution_targets?: readonly string[] | null
}

/** `POST /prompt`; `takeFate` is asked only when the prompt is accepted. Throws where the server answers 500. */
export function postPrompt(process: ServerProcess, body: unknown, takeFate: () => RunFate): Answer {
  if (typeof body !== 'object' || body === null) throw new PythonError('JSONDecodeError', 'Expecting value')
  const wanted = body as PromptBody
  const number = takeNumber(process, wanted)
  if (!('prompt' in wanted)) return refusal(promptError('no_prompt', 'No prompt provided', 'No prompt provided'))
  const id = promptId(process, wanted)
  if (id === null) return refusal(invalidId(wanted.prompt_id))
  const { prompt: graph } = wanted
  if (graph === null || graph === undefined) throw new PythonError('TypeError', "'NoneType' object is not iterable")
  const { generation } = process.parts
  const targets = wanted.partial_execution_targets ?? null
  const { error, outputs, nodeErrors } = validatePrompt(generation, process.classes, graph, targets)
  if (error !== null) return refusal(error, nodeErrors)
  const fate = takeFate()
  const record = recordOf(process, wanted, graph, id, number)
  enqueue(process, record, outputs, fate)
  return json({ prompt_id: id, number, node_errors: { ...nodeErrors, ...fate.nodeErrors } })
}

function enqueue(process: ServerProcess, record: PromptRecord, outputs: readonly string[], fate: RunFate): void {
  const { records } = process.parts
  process.queue.put({ record, outputs, fate })
  records.add(record)
  for (const { at, deed } of fate.deeds ?? []) if (at === 'queued') perform(process, deed)
  if (!hasDeed(fate, 'queued', 'lose')) return
  process.queue.remove((item) => item.record === record)
  records.set(record, 'lost')
}

function takeNumber(process: ServerProcess, { number, front }: PromptBody): number {
  if (number !== undefined) {
    const asked = typeof number === 'object' ? Number.NaN : Number(number)
    if (Number.isNaN(asked)) throw new PythonError('ValueError', `could not convert to float: ${String(number)}`)
    return asked
  }
  const next = process.nextNumber++
  return front ? -next : next
}

const canonicalUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Null when the server of today refuses it; the older one takes everything, in Python's words. */
function promptId(process: ServerProcess, body: PromptBody): string | null {
  const { prompt_id: asked } = body
  if (process.parts.generation === '0.38') {
    if (asked === undefined || asked === null) return randomUUID()
    return typeof asked === 'string' && canonicalUuid.test(asked) ? asked : null
  }
  if (asked === null) return 'None'
  return asked === undefined ? randomUUID() : String(asked)
}

const invalidId = (asked: unknown) =>
  promptError('invalid_prompt_id', 'Invalid prompt_id', `prompt_id must be a canonical UUID, got ${String(asked)}`)

const refusal = (error: PromptError, nodeErrors = {}): Answer => json({ error, node_errors: nodeErrors }, 400)

function recordOf(
  process: ServerProcess,
  { client_id: clientId, extra_data: extra = {} }: PromptBody,
  graph: Graph,
  id: string,
  number: number,
): PromptRecord {
  const isToday = process.parts.generation === '0.38'
  const extraData = {
    ...extra,
    ...(isToday && { create_time: Date.now() }),
    ...(clientId !== undefined && { client_id: clientId }),
  }
  const client = clientId === undefined || clientId === null ? null : String(clientId)
  return { id, number, clientId: client, graph, extraData, state: 'pending', steps: 0, files: [] }
}
