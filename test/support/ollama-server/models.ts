import { createHash } from 'node:crypto'
import type { Memory } from './memory.ts'

export type Capability = 'completion' | 'tools' | 'vision' | 'thinking'

export interface FakeModel {
  readonly name: string
  readonly capabilities?: readonly Capability[]
}

/** What a person with this product might have pulled. */
export const usualModels: readonly FakeModel[] = [
  { name: 'qwen2.5:7b', capabilities: ['completion', 'tools'] },
  { name: 'qwen2.5vl:7b', capabilities: ['completion', 'vision'] },
  { name: 'qwen3:8b', capabilities: ['completion', 'tools', 'thinking'] },
]

/** A name without a tag means `latest`. */
export const findModel = (models: readonly FakeModel[], name: string): FakeModel | undefined =>
  models.find((model) => model.name === name || model.name === `${name}:latest`)

export const can = (model: FakeModel, capability: Capability) =>
  (model.capabilities ?? ['completion']).includes(capability)

const digestOf = (name: string) => createHash('sha256').update(name).digest('hex')

const detailsOf = (name: string) => ({
  parent_model: '',
  format: 'gguf',
  family: name.split(/[\d:.-]/)[0] ?? '',
  families: [name.split(/[\d:.-]/)[0] ?? ''],
  parameter_size: `${/(\d+(?:\.\d+)?)b/.exec(name)?.[1] ?? 7}B`,
  quantization_level: 'Q4_K_M',
})

export function tagOf({ name, capabilities }: FakeModel) {
  return {
    ...{ name, model: name, modified_at: '2026-11-01T09:00:00.000000000Z', size: 4_683_087_332 },
    ...{ digest: digestOf(name), details: detailsOf(name), capabilities: capabilities ?? ['completion'] },
  }
}

/** `/api/ps`. */
export function loadedModels(memory: Memory) {
  return memory.loaded().map(({ model, contextTokens, expiresAtMs }) => ({
    ...{ name: model, model, size: 6_654_289_920, digest: digestOf(model), details: detailsOf(model) },
    // for ever is a date far away
    expires_at: new Date(Math.min(expiresAtMs, Date.UTC(2318, 0))).toISOString(),
    ...{ size_vram: 6_654_289_920, context_length: contextTokens },
  }))
}

/** `/api/show`. */
export const shownModel = ({ name, capabilities }: FakeModel) => ({
  ...{ modelfile: `FROM ${name}\n`, template: '{{ .Prompt }}', details: detailsOf(name) },
  ...{ model_info: { 'general.architecture': 'qwen2', 'qwen2.context_length': 32_768 } },
  capabilities: capabilities ?? ['completion'],
})
