import { prettifyError } from 'zod'
import type { Assignment } from '#contract/assignment.ts'
import { Design } from '#contract/design.ts'
import { AgentError } from './agent-error.ts'
import type { Emitter } from './emitter.ts'
import type { GatewayClient } from './gateway-client.ts'
import type { ModelLoaders } from './models.ts'
import { type StartedStep, startStep } from './steps.ts'
import type { TextModel } from './text-model/text-model.ts'

/** Side of a sketch in pixels. */
const SKETCH_SIZE = 1024
/** A model that gives no valid design twice will not give one. */
const MAX_IMAGINE_PASSES = 2

export interface DesignLoopTools {
  readonly emitter: Emitter
  readonly gateway: Pick<GatewayClient, 'putArtifact'>
  readonly models: ModelLoaders
}

/** From an assignment to a design with a stored picture. `imagine` is the first step, begun by the caller. */
export async function runDesignLoop(
  assignment: Assignment,
  imagine: StartedStep,
  tools: DesignLoopTools,
  signal: AbortSignal,
): Promise<Design> {
  const design = await imagineDesign(assignment, imagine, tools, signal)
  await sketchDesign(assignment, design, tools, signal)
  return design
}

async function imagineDesign(
  assignment: Assignment,
  first: StartedStep,
  { emitter, models }: DesignLoopTools,
  signal: AbortSignal,
): Promise<Design> {
  const model = await models.loadTextModel(assignment.designer)
  let step = first
  for (let pass = 1; ; pass++) {
    const candidate = await think(model, assignment, pass, emitter, signal)
    const checked = Design.safeParse(candidate)
    if (checked.success) emitter.emit({ type: 'design', data: { design: checked.data, pass } })
    else emitter.emit({ type: 'log', data: { text: `The design is not valid:\n${prettifyError(checked.error)}` } })
    step.end()
    if (checked.success) return checked.data
    if (pass === MAX_IMAGINE_PASSES) throw new AgentError('no-result', 'The designer gave no valid design.')
    step = startStep(emitter, 'imagine', pass + 1)
  }
}

/** Prints the thoughts of one pass; gives the last candidate, undefined when there was none. */
async function think(
  model: TextModel,
  assignment: Assignment,
  pass: number,
  emitter: Emitter,
  signal: AbortSignal,
): Promise<unknown> {
  let candidate: unknown
  for await (const part of model.stream(assignment, signal)) {
    if (part.type === 'design') candidate = part.candidate
    else emitter.thought(part.text, pass)
    // A disk that takes no output holds the model back here instead of filling our memory.
    if (emitter.isHeldBack()) await emitter.drained()
  }
  signal.throwIfAborted()
  return candidate
}

async function sketchDesign(
  { renderer, seed }: Assignment,
  design: Design,
  { emitter, gateway, models }: DesignLoopTools,
  signal: AbortSignal,
): Promise<void> {
  const pass = 1
  const step = startStep(emitter, 'sketch', pass)
  const model = await models.loadImageModel(renderer)
  let hasPicture = false
  for await (const part of model.render({ design, seed, size: SKETCH_SIZE }, signal)) {
    if (part.type !== 'image') continue
    hasPicture = true
    await gateway.putArtifact({ name: `sketch-${pass}`, kind: 'sketch', step: 'sketch', bytes: part.bytes }, signal)
  }
  signal.throwIfAborted()
  if (!hasPicture) throw new AgentError('render-failed', 'The renderer gave no picture.')
  step.end()
}
