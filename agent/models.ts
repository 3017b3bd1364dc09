import type { Designer, Renderer } from '#contract/event.ts'
import type { Door } from './gateway-client.ts'
import type { ImageModel } from './image-model/image-model.ts'
import type { TextModel } from './text-model/text-model.ts'

/** How a design loop gets its models: adapters behind the two seams, by the names of an assignment. */
export interface ModelLoaders {
  loadTextModel(designer: Designer): Promise<TextModel>
  loadImageModel(renderer: Renderer): Promise<ImageModel>
}

/** The models of this agent, reached through `door`; only the code of those that are asked for is loaded. */
export function createModelLoaders(door: Door): ModelLoaders {
  return {
    loadTextModel: (designer) => textModels[designer](door),
    loadImageModel: (renderer) => imageModels[renderer](door),
  }
}

const textModels: Readonly<Record<Designer, (door: Door) => Promise<TextModel>>> = {
  async scripted() {
    const { createScriptedModel } = await import('./text-model/scripted-model.ts')
    return createScriptedModel()
  },
  async ollama(door) {
    const { createOllamaModel } = await import('./text-model/ollama-model.ts')
    return createOllamaModel(door)
  },
  async claude(door) {
    const { createClaudeModel } = await import('./text-model/claude-model.ts')
    return createClaudeModel(door)
  },
}

const imageModels: Readonly<Record<Renderer, (door: Door) => Promise<ImageModel>>> = {
  async sketch() {
    const { createSketchModel } = await import('./image-model/sketch-model.ts')
    return createSketchModel()
  },
  async comfyui(door) {
    const { createGatewayModel } = await import('./image-model/gateway-model.ts')
    return createGatewayModel(door)
  },
}
