import type { Design } from '#contract/design.ts'
import { AgentError } from './agent-error.ts'
import { CallError } from './call-error.ts'
import type { Emitter } from './emitter.ts'
import type { GatewayClient } from './gateway-client.ts'
import type { ImageModel, ImageRequest } from './image-model/image-model.ts'
import type { Patience } from './patience.ts'
import { startStep } from './steps.ts'

/** Side of a rendered picture in pixels. */
const RENDER_SIZE = 1024
/** Side of a picture that a model looks at: enough to make out what is on it, and few tokens. */
const GLANCE_SIZE = 512

export interface DrawTools {
  readonly emitter: Emitter
  readonly gateway: Pick<GatewayClient, 'putArtifact'>
}

/** Draws the sketch of a design and stores it as `sketch-<pass>`. */
export async function sketchDesign(
  model: ImageModel,
  { design, seed, size }: Pick<ImageRequest, 'design' | 'seed' | 'size'>,
  pass: number,
  { emitter, gateway }: DrawTools,
  signal: AbortSignal,
): Promise<void> {
  const step = startStep(emitter, 'sketch', pass)
  const bytes = await pictureOf(model, { design, seed, size }, signal)
  await gateway.putArtifact({ name: `sketch-${pass}`, kind: 'sketch', step: 'sketch', bytes }, signal)
  signal.throwIfAborted()
  step.end()
}

/** A small picture of a design for a model that looks at it; nobody else sees it. */
export function glanceAt(model: ImageModel, design: Design, seed: number, signal: AbortSignal): Promise<Uint8Array> {
  return pictureOf(model, { design, seed, size: GLANCE_SIZE }, signal)
}

async function pictureOf(model: ImageModel, request: ImageRequest, signal: AbortSignal): Promise<Uint8Array> {
  let bytes: Uint8Array | null = null
  for await (const part of model.render(request, signal)) if (part.type === 'image') bytes = part.bytes
  signal.throwIfAborted()
  if (bytes === null) throw new AgentError('render-failed', 'The renderer gave no picture.')
  return bytes
}

/**
 * Has the design rendered by a model behind the gateway, which stores the picture and tells the progress. A call that
 * breaks off is taken up again under its id, so that one picture is made.
 */
export async function renderDesign(
  model: ImageModel,
  { design, seed }: Pick<ImageRequest, 'design' | 'seed'>,
  pass: number,
  { emitter, patience }: { readonly emitter: Emitter; readonly patience: Patience },
  signal: AbortSignal,
): Promise<void> {
  const step = startStep(emitter, 'render', pass)
  const request = { design, seed, size: RENDER_SIZE, pass, call: `render-${pass}-${crypto.randomUUID().slice(0, 13)}` }
  for (;;) {
    try {
      let isStored = false
      for await (const part of model.render(request, signal)) if (part.type === 'stored') isStored = true
      signal.throwIfAborted()
      if (!isStored) throw new CallError('cut', 'The render has no end.', { reason: 'render-failed' })
      return step.end()
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof CallError)) throw error
      await patience.pause(error, signal)
    }
  }
}
