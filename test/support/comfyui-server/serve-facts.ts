import { type Answer, empty, json, notFound } from './answer.ts'
import { featuresOf, versionOf } from './generation.ts'
import type { SeenRequest } from './http-request.ts'
import type { NodeClass } from './node-classes.ts'
import type { ServerProcess } from './server-process.ts'

export function getObjectInfo({ classes }: ServerProcess): Answer {
  return json(Object.fromEntries(Object.entries(classes).map(([name, found]) => [name, infoOf(name, found)])))
}

/** Of an unknown class: 200 and nothing. */
export function getObjectInfoOf({ classes }: ServerProcess, _request: SeenRequest, name: string): Answer {
  const found = classes[name]
  return json(found === undefined ? {} : { [name]: infoOf(name, found) })
}

const infoOf = (name: string, { required, optional, outputs, saves }: NodeClass) => ({
  input: { required, ...(optional !== undefined && { optional }) },
  input_order: { required: Object.keys(required), ...(optional !== undefined && { optional: Object.keys(optional) }) },
  output: outputs,
  output_is_list: outputs.map(() => false),
  output_name: outputs,
  ...{ name, display_name: name, description: '', python_module: 'nodes', category: 'fake' },
  output_node: saves !== undefined,
})

export const getModels = ({ parts }: ServerProcess): Answer => json(Object.keys(parts.models))

export function getModelsOf({ parts }: ServerProcess, _request: SeenRequest, folder: string): Answer {
  const found = parts.models[folder]
  return found === undefined ? notFound : json(found)
}

export function getSystemStats({ parts: { generation } }: ServerProcess): Answer {
  const isToday = generation === '0.38'
  const device = {
    ...{ name: 'cuda:0 Fake GPU : cudaMallocAsync', type: 'cuda', index: 0 },
    ...{ vram_total: 25_386_352_640, vram_free: 24_000_000_000 },
    ...{ torch_vram_total: 0, torch_vram_free: 0 },
  }
  return json({
    system: {
      os: isToday ? 'linux' : 'posix',
      ...{ ram_total: 67_108_864_000, ram_free: 48_000_000_000 },
      comfyui_version: versionOf(generation),
      ...{ python_version: '3.13.5', pytorch_version: '2.6.0', embedded_python: false },
      argv: ['main.py', '--listen'],
      ...(isToday && { deploy_environment: 'local' }),
    },
    devices: [device],
  })
}

export const getFeatures = ({ parts }: ServerProcess): Answer => json(featuresOf(parts.generation))

/** Unloading also forgets what nodes made. */
export function postFree({ cache }: ServerProcess, { json: body }: SeenRequest): Answer {
  const { free_memory: isAll } = (body ?? {}) as { free_memory?: unknown }
  if (isAll) cache.clear()
  return empty()
}
