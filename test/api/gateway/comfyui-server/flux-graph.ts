import type { Graph } from '../../../support/comfyui-server/graph.ts'

export interface GraphWish {
  readonly text?: string
  readonly seed?: number
  readonly steps?: number
  readonly width?: number
  readonly height?: number
  readonly prefix?: string
}

/** The Flux.1-schnell graph in separate files, small. */
export function fluxGraph(wish: GraphWish = {}): Graph {
  const { text = 'a pink axolotl', seed = 7, steps = 4, width = 64, height = 48, prefix = 'axoloom/run/lane' } = wish
  return {
    10: node('UNETLoader', { unet_name: 'flux1-schnell.safetensors', weight_dtype: 'default' }),
    11: node('DualCLIPLoader', {
      clip_name1: 't5xxl_fp8_e4m3fn.safetensors',
      clip_name2: 'clip_l.safetensors',
      type: 'flux',
    }),
    12: node('VAELoader', { vae_name: 'ae.safetensors' }),
    13: node('CLIPTextEncode', { clip: ['11', 0], text }),
    14: node('CLIPTextEncode', { clip: ['11', 0], text: '' }),
    15: node('EmptySD3LatentImage', { width, height, batch_size: 1 }),
    16: node('KSampler', {
      ...{ model: ['10', 0], positive: ['13', 0], negative: ['14', 0], latent_image: ['15', 0] },
      ...{ seed, steps, cfg: 1, sampler_name: 'euler', scheduler: 'simple', denoise: 1 },
    }),
    17: node('VAEDecode', { samples: ['16', 0], vae: ['12', 0] }),
    18: node('SaveImage', { images: ['17', 0], filename_prefix: prefix }),
  }
}

/** The same in one checkpoint. */
export function checkpointGraph(): Graph {
  const { 10: _unet, 11: _clip, 12: _vae, ...graph } = fluxGraph()
  return {
    ...graph,
    9: node('CheckpointLoaderSimple', { ckpt_name: 'flux1-schnell-fp8.safetensors' }),
    13: node('CLIPTextEncode', { clip: ['9', 1], text: 'a pink axolotl' }),
    14: node('CLIPTextEncode', { clip: ['9', 1], text: '' }),
    16: node('KSampler', { ...graph[16]?.inputs, model: ['9', 0] }),
    17: node('VAEDecode', { samples: ['16', 0], vae: ['9', 2] }),
  }
}

export const node = (class_type: string, inputs: Record<string, unknown>) => ({ class_type, inputs })
