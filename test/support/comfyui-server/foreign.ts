import { randomUUID } from 'node:crypto'
import { paint } from './picture.ts'
import { encodePng } from './png.ts'
import { previewWithMeta } from './previews.ts'
import type { PromptRecord } from './prompt-records.ts'
import type { ServerProcess } from './server-process.ts'

/** Tells every socket what belongs to somebody else's prompt, and types that nobody knows. */
export function tellForeignEvents({ hub }: ServerProcess): void {
  const ids = { prompt_id: randomUUID(), timestamp: Date.now() }
  const image = { filename: 'foreign_00001_.png', subfolder: '', type: 'output' }
  const events: readonly (readonly [string, Record<string, unknown>])[] = [
    ['execution_start', ids],
    ['progress', { ...ids, value: 3, max: 4, node: '16' }],
    ['executed', { ...ids, node: '18', display_node: '18', output: { images: [image] } }],
    ['execution_success', ids],
    ['execution_error', { ...ids, node_id: '16', node_type: 'KSampler', exception_message: 'not yours', executed: [] }],
    ['execution_interrupted', { ...ids, node_id: '16', node_type: 'KSampler', executed: [] }],
    ['executing', { node: null, prompt_id: ids.prompt_id }],
    // as after a reconnect: nobody can tell whose it is
    ['executing', { node: '16' }],
    ['crystools.monitor', { cpu_utilization: 12.5 }],
    ['unknown_type', {}],
  ]
  for (const [type, data] of events) hub.send(null, { type, data })
  hub.send(null, previewWithMeta(foreignPicture(), foreignMeta(ids.prompt_id)))
}

const foreignPicture = () => encodePng(paint({ width: 16, height: 16, text: 'foreign', seed: 0 }), new Map())

const foreignMeta = (promptId: string) => ({
  ...{ node_id: '16', prompt_id: promptId, display_node_id: '16', parent_node_id: null, real_node_id: '16' },
})

/** Puts a prompt of somebody else in front of all that wait; without a client its progress goes to everybody. */
export function queueForeignPrompt(process: ServerProcess, clientId: string | null): void {
  const seed = process.nextNumber++
  // the files are not looked at: the graph is not validated
  const graph = {
    10: node('UNETLoader', { unet_name: 'foreign.safetensors', weight_dtype: 'default' }),
    13: node('CLIPTextEncode', { clip: ['10', 0], text: 'foreign' }),
    15: node('EmptySD3LatentImage', { width: 32, height: 32, batch_size: 1 }),
    16: node('KSampler', { ...samplerLinks, seed, steps: 4, cfg: 1 }),
    17: node('VAEDecode', { samples: ['16', 0] }),
    18: node('PreviewImage', { images: ['17', 0] }),
  }
  const record: PromptRecord = {
    ...{ id: randomUUID(), number: -process.nextNumber, clientId, graph, extraData: {} },
    ...{ state: 'pending', steps: 0, files: [] },
  }
  process.queue.put({ record, outputs: ['18'], fate: {} })
}

const samplerLinks = { model: ['10', 0], positive: ['13', 0], negative: ['13', 0], latent_image: ['15', 0] }
const node = (class_type: string, inputs: Record<string, unknown>) => ({ class_type, inputs })
