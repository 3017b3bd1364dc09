import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** A place in a workflow that is filled for each render; with a folder it names a model file in there. */
const Slot = z.strictObject({ slot: z.string(), folder: z.string().optional() })
const Link = z.tuple([z.string(), z.int().min(0)])
const Input = z.union([Slot, Link, z.string(), z.number(), z.boolean()])
const Node = z.strictObject({ class_type: z.string(), inputs: z.record(z.string(), Input) })
const WorkflowFile = z.strictObject({ about: z.string(), graph: z.record(z.string(), Node) })

/** A graph as ComfyUI takes it. */
export type Graph = Readonly<
  Record<string, { readonly class_type: string; readonly inputs: Readonly<Record<string, unknown>> }>
>

/** A model file a workflow needs: as the server lists it, in the folder of `GET /models/{folder}`. */
export interface NeededFile {
  readonly folder: string
  readonly name: string
  /** The setting that names it. */
  readonly setting: string
}

export interface WorkflowSettings {
  readonly layout: 'files' | 'checkpoint'
  readonly files: Readonly<Record<FileSlot, string>>
}

type FileSlot = 'unet' | 'clip1' | 'clip2' | 'vae' | 'checkpoint'

/** What differs from render to render. */
export interface RenderSlots {
  readonly prompt: string
  readonly seed: number
  readonly width: number
  readonly height: number
  /** Where the server writes the picture, below its output folder. */
  readonly prefix: string
}

export interface Workflow {
  /** What the workflow's model is called in prices and in pictures. */
  readonly model: string
  readonly classes: readonly string[]
  readonly files: readonly NeededFile[]
  fill(slots: RenderSlots): Graph
}

const settingOf: Readonly<Record<string, string>> = {
  unet: 'COMFYUI_UNET',
  clip1: 'COMFYUI_CLIP_1',
  clip2: 'COMFYUI_CLIP_2',
  vae: 'COMFYUI_VAE',
  checkpoint: 'COMFYUI_CHECKPOINT',
}

/** Reads the data file of a layout. Throws for one that names a slot nobody fills. */
export function openWorkflow({ layout, files }: WorkflowSettings): Workflow {
  const path = new URL(`./workflows/flux-schnell-${layout}.json`, import.meta.url)
  const { graph } = WorkflowFile.parse(JSON.parse(readFileSync(path, 'utf8')))
  const named = new Map<string, string>(Object.entries(files))
  const inputs = Object.values(graph).flatMap((node) => Object.values(node.inputs))
  const workflow: Workflow = {
    model: layout === 'files' ? files.unet : files.checkpoint,
    classes: [...new Set(Object.values(graph).map((node) => node.class_type))],
    files: inputs.flatMap((input) => neededFile(input, named)),
    fill: (slots) => fillGraph(graph, new Map<string, string | number>([...named, ...Object.entries(slots)])),
  }
  workflow.fill({ prompt: '', seed: 0, width: 16, height: 16, prefix: '' })
  return workflow
}

function neededFile(input: z.infer<typeof Input>, named: ReadonlyMap<string, string>): NeededFile[] {
  if (!isSlot(input) || input.folder === undefined) return []
  return [{ folder: input.folder, name: named.get(input.slot) ?? '', setting: settingOf[input.slot] ?? input.slot }]
}

// Values go in as values: no text of ours or of a model's is ever read as a part of the graph.
function fillGraph(graph: z.infer<typeof WorkflowFile>['graph'], values: ReadonlyMap<string, string | number>): Graph {
  const filled = (input: z.infer<typeof Input>) => {
    if (!isSlot(input)) return input
    const value = values.get(input.slot)
    if (value === undefined) throw new Error(`The workflow names the slot ${input.slot}, which nothing fills.`)
    return value
  }
  return Object.fromEntries(
    Object.entries(graph).map(([id, { class_type, inputs }]) => [
      id,
      { class_type, inputs: Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, filled(input)])) },
    ]),
  )
}

function isSlot(input: z.infer<typeof Input>): input is z.infer<typeof Slot> {
  return typeof input === 'object' && !Array.isArray(input)
}
