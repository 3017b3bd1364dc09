import type { Graph, GraphNode } from './graph.ts'
import type { InputConfig, InputSpec, NodeClass } from './node-classes.ts'

export interface InputError {
  readonly type: string
  readonly message: string
  readonly details: string
  readonly extra_info: Readonly<Record<string, unknown>>
}

export interface Verdict {
  readonly isValid: boolean
  readonly errors: readonly InputError[]
}

/** What Python raises while it validates, such as the key of a dangling link. */
export class PythonError extends Error {
  readonly type: string

  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

export interface Validation {
  readonly graph: Graph
  readonly classes: Readonly<Record<string, NodeClass>>
  /** Each node is judged once, whatever depends on it. */
  readonly judged: Map<string, Verdict>
}

/** Judges the inputs of a node and of all nodes before it. */
export function validateNode(validation: Validation, id: string, path: readonly string[] = []): Verdict {
  const known = validation.judged.get(id)
  if (known !== undefined) return known
  const node = nodeOf(validation, id)
  if (path.includes(id)) return judge(validation, id, [cycle(id)], false)
  const { required, optional = {} } = classOf(validation, node)
  const errors: InputError[] = []
  let isSound = true
  for (const [name, spec] of Object.entries({ ...required, ...optional })) {
    if (!(name in node.inputs)) {
      if (name in required) errors.push(missing(name))
      continue
    }
    const fault = Array.isArray(node.inputs[name])
      ? checkLink(validation, name, spec, node.inputs[name], [...path, id])
      : checkLiteral(node, name, spec)
    if (fault === 'upstream') isSound = false
    else if (fault !== null) errors.push(fault)
  }
  // a circle that came back here has judged it already
  return validation.judged.get(id) ?? judge(validation, id, errors, isSound)
}

function judge({ judged }: Validation, id: string, errors: readonly InputError[], isSound: boolean): Verdict {
  const verdict = { isValid: isSound && errors.length === 0, errors }
  judged.set(id, verdict)
  return verdict
}

function checkLink(
  validation: Validation,
  name: string,
  [expected, config = {}]: InputSpec,
  value: unknown[],
  path: readonly string[],
): InputError | 'upstream' | null {
  const about = { input_name: name, input_config: [expected, config] }
  if (value.length !== 2) {
    const message = 'Bad linked input, must be a length-2 list of [node_id, slot_index]'
    return { type: 'bad_linked_input', message, details: name, extra_info: { ...about, received_value: value } }
  }
  const id = String(value[0])
  const received = classOf(validation, nodeOf(validation, id)).outputs[Number(value[1])]
  if (received === undefined) throw new PythonError('IndexError', 'tuple index out of range')
  if (received !== expected) {
    const details = `${name}, received_type(${received}) mismatch input_type(${expected})`
    const extra_info = { ...about, received_type: received, linked_node: value }
    return { type: 'return_type_mismatch', message: 'Return type mismatch between linked nodes', details, extra_info }
  }
  try {
    return validateNode(validation, id, path).isValid ? null : 'upstream'
  } catch (error) {
    const reason = exception('exception_during_inner_validation', 'Exception when validating inner node', error)
    judge(validation, id, [{ ...reason, extra_info: { ...about, ...reason.extra_info, linked_node: value } }], false)
    return 'upstream'
  }
}

/** Casts a literal in place, as the server does, and checks its limits and choices; `step` is not checked. */
function checkLiteral(node: GraphNode, name: string, [type, config = {}]: InputSpec): InputError | null {
  const about = { input_name: name, input_config: [type, config] }
  const raw = unwrap(node.inputs[name])
  const value = cast(type, raw)
  if (value === undefined) {
    const message = `Failed to convert an input value to a ${String(type)} value`
    const extra_info = { ...about, received_value: raw, exception_message: `invalid literal: '${String(raw)}'` }
    return { type: 'invalid_input_type', message, details: `${name}, ${String(raw)}`, extra_info }
  }
  node.inputs[name] = value
  const extra_info = { ...about, received_value: value }
  const fault = typeof type === 'string' ? limitFault(value, config) : choiceFault(name, value, type)
  return fault === null ? null : { details: name, extra_info, ...fault }
}

const unwrap = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && '__value__' in value ? value.__value__ : value

/** Undefined when Python's `int()` or `float()` would raise. */
function cast(type: string | readonly string[], value: unknown): unknown {
  if (type === 'STRING') return String(value)
  if (type === 'BOOLEAN') return Boolean(value)
  if (type !== 'INT' && type !== 'FLOAT') return value
  const isNumeric =
    typeof value === 'boolean' || typeof value === 'number' || (typeof value === 'string' && value.trim())
  const found = isNumeric ? Number(value) : Number.NaN
  if (Number.isNaN(found)) return undefined
  return type === 'INT' ? Math.trunc(found) : found
}

function limitFault(value: unknown, { min, max }: InputConfig): Pick<InputError, 'type' | 'message'> | null {
  if (typeof value !== 'number') return null
  if (min !== undefined && value < min) {
    return { type: 'value_smaller_than_min', message: `Value ${value} smaller than min of ${min}` }
  }
  if (max !== undefined && value > max) {
    return { type: 'value_bigger_than_max', message: `Value ${value} bigger than max of ${max}` }
  }
  return null
}

function choiceFault(name: string, value: unknown, choices: readonly string[]): Omit<InputError, 'extra_info'> | null {
  if (choices.includes(String(value))) return null
  const list = choices.length > 20 ? `(list of length ${choices.length})` : `[${choices.map(quote).join(', ')}]`
  const details = `${name}: ${quote(String(value))} not in ${list}`
  return { type: 'value_not_in_list', message: 'Value not in list', details }
}

const quote = (text: string) => `'${text}'`

const missing = (name: string): InputError => ({
  type: 'required_input_missing',
  message: 'Required input is missing',
  details: name,
  extra_info: { input_name: name },
})

const cycle = (id: string): InputError => ({
  type: 'dependency_cycle',
  message: 'Dependency cycle detected',
  details: `Node ${id} depends on itself`,
  extra_info: { node_id: id },
})

/** What is told of something raised while validating, with Python's traceback. */
export function exception(type: string, message: string, error: unknown): InputError {
  const raised = error instanceof PythonError ? error : new PythonError('Exception', String(error))
  const traceback = ['  File "/opt/ComfyUI/execution.py", line 1021, in validate_inputs\n']
  const extra_info = { exception_type: raised.type, exception_message: raised.message, traceback }
  return { type, message, details: raised.message, extra_info }
}

function nodeOf({ graph }: Validation, id: string): GraphNode {
  const node = graph[id]
  if (node === undefined) throw new PythonError('KeyError', quote(id))
  return node
}

function classOf({ classes }: Validation, node: GraphNode): NodeClass {
  const found = classes[node.class_type]
  if (found === undefined) throw new PythonError('KeyError', quote(node.class_type))
  return found
}
