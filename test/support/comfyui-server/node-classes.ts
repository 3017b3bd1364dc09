import type { Models } from './models.ts'
import type { Picture } from './picture.ts'

export interface InputConfig {
  readonly default?: unknown
  readonly min?: number
  readonly max?: number
  readonly step?: number
  readonly multiline?: boolean
}

/** A type name, or the values to choose from; then its limits. */
export type InputSpec = readonly [type: string | readonly string[], config?: InputConfig]

/** What a node gets, links replaced by the values behind them. */
export type Inputs = Readonly<Record<string, unknown>>

export interface NodeClass {
  readonly required: Readonly<Record<string, InputSpec>>
  readonly optional?: Readonly<Record<string, InputSpec>>
  readonly outputs: readonly string[]
  /** Where it writes a file; only such nodes are wanted by a prompt. */
  readonly saves?: 'output' | 'temp'
  /** Sampling: it takes steps, each with its progress. */
  readonly steps?: (inputs: Inputs) => number
  /** The values of its outputs. */
  readonly run: (inputs: Inputs) => readonly unknown[]
}

const seed: InputSpec = ['INT', { default: 0, min: 0, max: 2 ** 64 - 1 }]
const side: InputSpec = ['INT', { default: 1024, min: 16, max: 16384, step: 16 }]
const image: InputSpec = ['IMAGE', {}]
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const number = (value: unknown): number => (typeof value === 'number' ? value : 0)

const latent: NodeClass = {
  required: { width: side, height: side, batch_size: ['INT', { default: 1, min: 1, max: 4096 }] },
  outputs: ['LATENT'],
  run: ({ width, height }) => [{ width: number(width), height: number(height) }],
}

const sampler: NodeClass = {
  required: {
    model: ['MODEL', {}],
    seed,
    steps: ['INT', { default: 20, min: 1, max: 10000 }],
    cfg: ['FLOAT', { default: 8, min: 0, max: 100, step: 0.1 }],
    sampler_name: [['euler', 'euler_ancestral', 'heun', 'dpmpp_2m', 'lcm', 'ddim']],
    scheduler: [['simple', 'sgm_uniform', 'karras', 'exponential', 'normal', 'beta']],
    positive: ['CONDITIONING', {}],
    negative: ['CONDITIONING', {}],
    latent_image: ['LATENT', {}],
    denoise: ['FLOAT', { default: 1, min: 0, max: 1, step: 0.01 }],
  },
  outputs: ['LATENT'],
  steps: ({ steps }) => number(steps),
  run: ({ latent_image, positive, seed }) => [
    { ...(latent_image as object), text: text(positive), seed: number(seed) },
  ],
}

const decoder: NodeClass = {
  required: { samples: ['LATENT', {}], vae: ['VAE', {}] },
  outputs: ['IMAGE'],
  run: ({ samples }) => [{ text: '', seed: 0, ...(samples as object) } as Picture],
}

const emptyImage: NodeClass = {
  required: { width: side, height: side, color: ['INT', { default: 0, min: 0, max: 0xffffff }] },
  outputs: ['IMAGE'],
  run: ({ width, height, color }) => [
    { width: number(width), height: number(height), text: 'EmptyImage', seed: number(color) } satisfies Picture,
  ],
}

/** The classes that the Flux graphs need, and two that need no model. The choices of a loader are the files it has. */
export function nodeClasses(models: Models): Record<string, NodeClass> {
  const weights: InputSpec = [['default', 'fp8_e4m3fn', 'fp8_e4m3fn_fast', 'fp8_e5m2']]
  const encoders = models.text_encoders ?? []
  return {
    UNETLoader: {
      required: { unet_name: [models.diffusion_models ?? []], weight_dtype: weights },
      outputs: ['MODEL'],
      run: () => ['model'],
    },
    DualCLIPLoader: {
      required: { clip_name1: [encoders], clip_name2: [encoders], type: [['sdxl', 'sd3', 'flux', 'hunyuan_video']] },
      optional: { device: [['default', 'cpu']] },
      outputs: ['CLIP'],
      run: () => ['clip'],
    },
    VAELoader: { required: { vae_name: [models.vae ?? []] }, outputs: ['VAE'], run: () => ['vae'] },
    CheckpointLoaderSimple: {
      required: { ckpt_name: [models.checkpoints ?? []] },
      outputs: ['MODEL', 'CLIP', 'VAE'],
      run: () => ['model', 'clip', 'vae'],
    },
    CLIPTextEncode: {
      required: { text: ['STRING', { multiline: true }], clip: ['CLIP', {}] },
      outputs: ['CONDITIONING'],
      run: (inputs) => [text(inputs.text)],
    },
    EmptySD3LatentImage: latent,
    EmptyLatentImage: latent,
    KSampler: sampler,
    VAEDecode: decoder,
    EmptyImage: emptyImage,
    SaveImage: {
      required: { images: image, filename_prefix: ['STRING', { default: 'ComfyUI' }] },
      outputs: [],
      saves: 'output',
      run: () => [],
    },
    PreviewImage: { required: { images: image }, outputs: [], saves: 'temp', run: () => [] },
  }
}
