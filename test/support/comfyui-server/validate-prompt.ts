import type { Generation } from './generation.ts'
import type { Graph } from './graph.ts'
import type { NodeClass } from './node-classes.ts'
import { exception, type InputError, type Validation, type Verdict, validateNode } from './validate-inputs.ts'

export interface NodeErrors {
  readonly [nodeId: string]: {
    readonly errors: readonly InputError[]
    readonly dependent_outputs: readonly string[]
    readonly class_type: string
  }
}

/** Why a prompt is refused as a whole. */
export interface PromptError {
  readonly type: string
  readonly message: string
  readonly details: string
  readonly extra_info: Readonly<Record<string, unknown>>
}

export interface PromptVerdict {
  readonly error: PromptError | null
  /** The outputs that will be made: the others are left out without a word but for `nodeErrors`. */
  readonly outputs: readonly string[]
  readonly nodeErrors: NodeErrors
}

/** As `validate_prompt` of the server: one good output is enough. */
export function validatePrompt(
  generation: Generation,
  classes: Readonly<Record<string, NodeClass>>,
  graph: Graph,
  wanted: readonly string[] | null,
): PromptVerdict {
  for (const id of Object.keys(graph)) {
    const error = classError(generation, classes, graph, id)
    if (error !== null) return refused(error)
  }
  const outputs = Object.keys(graph).filter(
    (id) => classes[graph[id]?.class_type ?? '']?.saves !== undefined && (wanted === null || wanted.includes(id)),
  )
  if (outputs.length === 0) return refused(promptError('prompt_no_outputs', 'Prompt has no outputs', ''))
  const validation: Validation = { graph, classes, judged: new Map() }
  const reasons: InputError[] = []
  const nodeErrors: Record<string, NodeErrors[string]> = {}
  const good = outputs.filter((output) => {
    const verdict = judgeOutput(validation, output)
    if (!verdict.isValid) collect(validation, output, nodeErrors)
    reasons.push(...verdict.errors)
    return verdict.isValid
  })
  if (good.length > 0) return { error: null, outputs: good, nodeErrors }
  const details = reasons.map(({ message, details }) => `${message}: ${details}`).join('\n')
  const error = promptError('prompt_outputs_failed_validation', 'Prompt outputs failed validation', details)
  return { error, outputs: [], nodeErrors }
}

export const promptError = (type: string, message: string, details: string, extra_info = {}): PromptError => ({
  type,
  message,
  details,
  extra_info,
})

const refused = (error: PromptError): PromptVerdict => ({ error, outputs: [], nodeErrors: {} })

function classError(
  generation: Generation,
  classes: Readonly<Record<string, NodeClass>>,
  graph: Graph,
  id: string,
): PromptError | null {
  const name = graph[id]?.class_type
  if (name !== undefined && classes[name] !== undefined) return null
  const details = `Node ID '#${id}'`
  if (generation === '0.38') {
    const title = graph[id]?._meta?.title ?? name ?? id
    const message = `Node '${title}' not found. The custom node may not be installed.`
    const extra = { node_id: id, class_type: name ?? null, node_title: title }
    return promptError('missing_node_type', message, details, extra)
  }
  const lacksClass = 'Cannot execute because a node is missing the class_type property.'
  const unknown = `Cannot execute because node ${name} does not exist.`
  return promptError('invalid_prompt', name === undefined ? lacksClass : unknown, details)
}

function judgeOutput(validation: Validation, output: string): Verdict {
  try {
    return validateNode(validation, output)
  } catch (error) {
    const reason = exception('exception_during_validation', 'Exception when validating node', error)
    const verdict = { isValid: false, errors: [reason] }
    validation.judged.set(output, verdict)
    return verdict
  }
}

/** All nodes with errors so far are told to spoil this output, as the server does. */
function collect({ graph, judged }: Validation, output: string, into: Record<string, NodeErrors[string]>): void {
  for (const [id, { isValid, errors }] of judged) {
    if (isValid || errors.length === 0) continue
    const known = into[id] ?? { errors, dependent_outputs: [], class_type: graph[id]?.class_type ?? '' }
    into[id] = { ...known, dependent_outputs: [...known.dependent_outputs, output] }
  }
}
