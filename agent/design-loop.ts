import type { Assignment } from '#contract/assignment.ts'
import type { Design } from '#contract/design.ts'
import { AgentError } from './agent-error.ts'
import { critique } from './critique.ts'
import { glanceAt, renderDesign, sketchDesign } from './draw.ts'
import type { Emitter } from './emitter.ts'
import type { GatewayClient } from './gateway-client.ts'
import type { ImageModel } from './image-model/image-model.ts'
import { type Imagined, imagine } from './imagine.ts'
import type { ModelLoaders } from './models.ts'
import { createPatience, type PatienceOptions } from './patience.ts'
import { type StartedStep, startStep } from './steps.ts'
import type { TextModel } from './text-model/text-model.ts'

export interface DesignLoopTools {
  readonly emitter: Emitter
  readonly gateway: Pick<GatewayClient, 'putArtifact'>
  readonly models: ModelLoaders
  readonly patience?: PatienceOptions
}

/** From an assignment to a design with a stored picture. `imagine` is the first step, begun by the caller. */
export async function runDesignLoop(
  assignment: Assignment,
  step: StartedStep,
  tools: DesignLoopTools,
  signal: AbortSignal,
): Promise<Design> {
  const { emitter, models } = tools
  const { seed, sketchSize, renderer } = assignment
  const designer = await models.loadTextModel(assignment.designer)
  const patience = createPatience(tools.patience)
  const first = await imagine(designer, assignment, { step, pass: 1 }, { emitter, patience }, signal)
  const sketcher = await models.loadImageModel('sketch')
  await sketchDesign(sketcher, { design: first.design, seed, size: sketchSize }, 1, tools, signal)
  const design = assignment.critique
    ? await revised(assignment, designer, sketcher, first, tools, signal)
    : first.design
  if (renderer !== 'sketch') {
    const rendering = { emitter, patience: createPatience(tools.patience) }
    await renderDesign(await models.loadImageModel(renderer), { design, seed }, 1, rendering, signal)
  }
  return design
}

/**
 * The design after a look at its picture: another one, sketched as pass 2, when the model finds that worth it. The
 * sketch is what is looked at, before anything is rendered: a render costs the most, and its bytes never come here.
 */
async function revised(
  assignment: Assignment,
  designer: TextModel,
  sketcher: ImageModel,
  { design, pass }: Imagined,
  tools: DesignLoopTools,
  signal: AbortSignal,
): Promise<Design> {
  if (designer.critique === undefined) return design
  const { emitter } = tools
  const thinking = { emitter, patience: createPatience(tools.patience) }
  const picture = await glanceAt(sketcher, design, assignment.seed, signal)
  const changes = await critique(designer.critique, { ...assignment, pass: 1, design, picture }, thinking, signal)
  if (changes === null) return design
  const next = { step: startStep(emitter, 'imagine', pass + 1), pass: pass + 1 }
  const again = await imagine(designer, { ...assignment, revision: { design, changes } }, next, thinking, signal).catch(
    (error: unknown) => {
      signal.throwIfAborted()
      if (!(error instanceof AgentError)) throw error
      emitter.emit({ type: 'log', data: { text: `The first design stands, its revision failed: ${error.message}` } })
      return null
    },
  )
  if (again === null) return design
  const { seed, sketchSize: size } = assignment
  await sketchDesign(sketcher, { design: again.design, seed, size }, 2, tools, signal)
  return again.design
}
