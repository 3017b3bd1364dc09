import { ExecutionError, type HistoryEntry, type NodeErrors, type OutputImage, type PromptRefusal } from './answers.ts'
import { firstLine, RenderError } from './comfy-error.ts'

/** What a history entry says of its prompt. A prompt that is over without a picture has no images. */
export type PromptEnd =
  | { readonly kind: 'images'; readonly images: readonly OutputImage[] }
  | { readonly kind: 'failed'; readonly error: RenderError }

/** Reads the end of a prompt out of its history (the terminal rule): it needs no event of the socket. */
export function endOf({ status, outputs }: HistoryEntry): PromptEnd {
  if (status.status_str === 'success' && status.completed) {
    return { kind: 'images', images: Object.values(outputs).flatMap(({ images }) => images ?? []) }
  }
  const [type, data] = status.messages.findLast(([name]) => /^execution_(error|interrupted)$/.test(name)) ?? []
  // we ask for no more history once we have interrupted it ourselves
  const error = type === 'execution_interrupted' ? interrupted() : executionError(data)
  return { kind: 'failed', error }
}

function interrupted(): RenderError {
  return new RenderError('render-failed', 'Somebody stopped the render on the ComfyUI server.', { isRetryable: true })
}

function executionError(data: unknown): RenderError {
  const { node_type, exception_type, exception_message } = ExecutionError.safeParse(data ?? {}).data ?? {
    node_type: 'a node',
    exception_type: 'an error',
    exception_message: '',
  }
  const isMemory = /OutOfMemory/.test(exception_type)
  const what = isMemory ? 'The graphics card of the ComfyUI server ran out of memory' : 'The render failed'
  const message = `${what} in ${node_type}: ${exception_type}: ${firstLine(exception_message)}`
  return new RenderError('render-failed', message, { isRetryable: true })
}

/** A graph the server does not take, or takes in part: the same graph again would be no better. */
export function refusalOf(refusal: PromptRefusal): RenderError {
  const byNode = nodeErrorOf(refusal.node_errors)
  if (byNode !== null) return byNode
  const { type, message, details } = refusal.error
  const isMissing = type === 'missing_node_type' || type === 'invalid_prompt'
  const text = firstLine(details === '' ? message : `${message}: ${details}`)
  return new RenderError(isMissing ? 'model-unavailable' : 'render-failed', `ComfyUI refuses the workflow: ${text}`)
}

/** Null when every node was accepted. */
export function nodeErrorOf(errors: NodeErrors): RenderError | null {
  const [first] = Object.values(errors)
  if (first === undefined) return null
  const [fault] = first.errors
  const text = fault === undefined ? 'no reason given' : firstLine(`${fault.message}: ${fault.details}`)
  const reason = fault?.type === 'value_not_in_list' ? 'model-unavailable' : 'render-failed'
  return new RenderError(reason, `ComfyUI refuses ${first.class_type} of the workflow: ${text}`)
}
