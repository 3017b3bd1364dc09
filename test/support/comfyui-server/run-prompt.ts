import { ancestors, isLink, signatureOf } from './graph.ts'
import { Interrupted } from './interrupt-flag.ts'
import type { Inputs, NodeClass } from './node-classes.ts'
import { pause } from './pause.ts'
import type { Picture } from './picture.ts'
import { type HistoryEntry, type QueueItem, tupleOf } from './prompt-queue.ts'
import type { PromptState } from './prompt-records.ts'
import { Forgotten, type Run, reach } from './run.ts'
import { tellFailure } from './run-failure.ts'
import { hasDeed } from './run-fate.ts'
import { sample } from './run-steps.ts'
import { createRunVoice } from './run-voice.ts'
import { savePictures } from './save-pictures.ts'
import type { CachedNode, ServerProcess } from './server-process.ts'

/** How a run ended, and what the history keeps of it. */
export interface RunEnd {
  readonly state: PromptState
  readonly entry: HistoryEntry | null
}

/** Executes it with all its events but the last two: those come when the history is written. */
export async function runPrompt(process: ServerProcess, item: QueueItem): Promise<RunEnd> {
  const { record, fate } = item
  const voice = createRunVoice(process.hub, record.id, record.clientId, Date.now)
  const run: Run = { process, item, voice, executed: [], outputs: {}, nodeId: item.outputs[0] ?? '' }
  process.flag.reset(fate.interruptLagSteps ?? 0)
  try {
    await execute(run)
    if (fate.historyLagMs !== undefined) await pause(fate.historyLagMs, process.signal)
    return { state: 'success', entry: hasDeed(fate, 'success', 'lose') ? null : entryOf(run, true) }
  } catch (error) {
    process.signal.throwIfAborted()
    if (error instanceof Forgotten) return { state: 'lost', entry: null }
    tellFailure(run, error)
    return { state: error instanceof Interrupted ? 'interrupted' : 'error', entry: entryOf(run, false) }
  } finally {
    process.current = null
  }
}

async function execute(run: Run): Promise<void> {
  const { process, item, voice } = run
  const { graph } = item.record
  voice.message('execution_start', {})
  const isCached = (id: string) => process.cache.has(signatureOf(graph, id))
  voice.message('execution_cached', { nodes: Object.keys(graph).filter(isCached) })
  await reach(run, 'start')
  const order = new Set(item.outputs.flatMap((id) => [...ancestors(graph, id)]))
  for (const id of order) {
    const known = process.cache.get(signatureOf(graph, id))
    if (known === undefined) await executeNode(run, id)
    else if (known.ui !== null) show(run, id, known)
  }
  voice.message('execution_success', {})
  await reach(run, 'success')
}

async function executeNode(run: Run, id: string): Promise<void> {
  const { process, voice, item } = run
  const node = item.record.graph[id]
  const nodeClass = process.classes[node?.class_type ?? '']
  if (node === undefined || nodeClass === undefined) throw new Error(`There is no node ${id}.`)
  run.nodeId = id
  voice.progress(id, { value: 0, max: 1, state: 'running' })
  if (item.record.clientId !== null) process.current = { clientId: item.record.clientId, nodeId: id }
  voice.event('executing', { node: id, display_node: id, prompt_id: item.record.id })
  await pause(nodeClass.outputs.includes('MODEL') ? process.parts.loadMs : 0, process.signal)
  process.flag.check()
  const done = await compute(run, nodeClass, inputsOf(run, id))
  remember(process, signatureOf(item.record.graph, id), done)
  if (done.ui !== null) show(run, id, done)
  voice.progress(id, { value: 1, max: 1, state: 'finished' })
  run.executed.push(id)
}

async function compute(run: Run, nodeClass: NodeClass, inputs: Inputs): Promise<CachedNode> {
  const values = nodeClass.run(inputs)
  if (nodeClass.steps !== undefined) {
    const steps = run.process.parts.steps ?? nodeClass.steps(inputs)
    await sample(run, steps, values[0] as Picture)
  }
  if (nodeClass.saves === undefined) return { values, ui: null }
  return { values, ui: { images: savePictures(run, nodeClass.saves, inputs) } }
}

function inputsOf({ item, process }: Run, id: string): Inputs {
  const { graph } = item.record
  const behind = (value: unknown) =>
    isLink(value) ? process.cache.get(signatureOf(graph, value[0]))?.values[value[1]] : value
  const entries = Object.entries(graph[id]?.inputs ?? {})
  return Object.fromEntries(entries.map(([name, value]) => [name, behind(value)]))
}

function show(run: Run, id: string, { ui }: CachedNode): void {
  if (ui === null) return
  run.outputs[id] = ui
  run.item.record.files = [...run.item.record.files, ...ui.images]
  run.voice.event('executed', { node: id, display_node: id, output: ui, prompt_id: run.item.record.id })
}

// the server forgets by memory pressure; a test needs no more
const MAX_CACHED = 5000

function remember({ cache }: ServerProcess, signature: string, done: CachedNode): void {
  cache.set(signature, done)
  const [oldest] = cache.keys()
  if (cache.size > MAX_CACHED && oldest !== undefined) cache.delete(oldest)
}

function entryOf({ item, voice, outputs }: Run, isSuccess: boolean): HistoryEntry {
  const meta = Object.keys(outputs).map((id) => [
    id,
    { node_id: id, display_node: id, parent_node: null, real_node_id: id },
  ])
  return {
    prompt: tupleOf(item),
    // what was shown so far; also of a run that failed later
    outputs,
    status: { status_str: isSuccess ? 'success' : 'error', completed: isSuccess, messages: voice.messages },
    meta: Object.fromEntries(meta),
  }
}
