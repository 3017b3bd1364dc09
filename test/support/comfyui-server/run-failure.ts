import { Interrupted } from './interrupt-flag.ts'
import { NodeFailure, type Raised } from './raised.ts'
import type { Run } from './run.ts'

/** Tells of an interrupt or of an error, as the server does. */
export function tellFailure(run: Run, error: unknown): void {
  const { voice, nodeId, executed, item } = run
  const node = item.record.graph[nodeId]
  const about = { node_id: nodeId, node_type: node?.class_type, executed }
  if (error instanceof Interrupted) {
    voice.message('execution_interrupted', about, true)
    return
  }
  const raised: Raised =
    error instanceof NodeFailure
      ? error.raised
      : { type: 'Exception', message: error instanceof Error ? error.message : String(error), traceback: [] }
  voice.progress(nodeId, { value: 0, max: 1, state: 'error' })
  voice.message('execution_error', {
    ...about,
    exception_message: raised.message,
    exception_type: raised.type,
    traceback: raised.traceback,
    current_inputs: longInputs(node?.inputs ?? {}),
    current_outputs: executed,
  })
}

/** Tensors come as kilobytes of text. */
const longInputs = (inputs: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      name,
      [Array.isArray(value) ? `tensor([[${'0.1234, '.repeat(500)}...]])` : String(value)],
    ]),
  )
