import type { Designer, Renderer } from '#contract/event.ts'
import { AgentError } from './agent-error.ts'
import type { ImageModel } from './image-model/image-model.ts'
import type { TextModel } from './text-model/text-model.ts'

/** How a design loop gets its models: adapters behind the two seams, by the names of an assignment. */
export interface ModelLoaders {
  loadTextModel(designer: Designer): Promise<TextModel>
  loadImageModel(renderer: Renderer): Promise<ImageModel>
}

/** The designer of an assignment; only this one's code is loaded. */
export async function loadTextModel(designer: Designer): Promise<TextModel> {
  switch (designer) {
    case 'scripted': {
      const { createScriptedModel } = await import('./text-model/scripted-model.ts')
      return createScriptedModel()
    }
    default:
      throw new AgentError('config', `This agent has no designer called "${designer}".`)
  }
}

/** The renderer of an assignment; only this one's code is loaded. */
export async function loadImageModel(renderer: Renderer): Promise<ImageModel> {
  switch (renderer) {
    case 'sketch': {
      const { createSketchModel } = await import('./image-model/sketch-model.ts')
      return createSketchModel()
    }
    default:
      throw new AgentError('config', `This agent has no renderer called "${renderer}".`)
  }
}
