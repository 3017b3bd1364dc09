import { z } from 'zod'
import { Designer, Renderer } from './event.ts'
import { Timestamp } from './ids.ts'

export const Provider = z.enum(['ollama', 'claude', 'comfyui'])
export type Provider = z.infer<typeof Provider>

/** What is known of one server of models. Null stands for what nobody can know without asking at a price. */
export const BackendState = z
  .object({
    name: Provider,
    /** Without any key or password. */
    url: z.string(),
    /** By a look at it a moment ago; for Claude, which is never asked for the asking's sake, by the last real call. */
    isReachable: z.boolean().nullable(),
    /** Whether the model that runs want is in the server's memory; null where a server does not tell. */
    isWarm: z.boolean().nullable(),
    /** Models the server has. */
    models: z.array(z.string()).nullable(),
    /** Models in the server's memory at this moment. */
    loaded: z.array(z.string()).nullable(),
    /** Calls of this Axoloom that wait for their turn. */
    queueLength: z.int().min(0),
    /** Jobs the server itself says it has, at work or waiting, of everybody. */
    serverQueue: z.int().min(0).nullable(),
    version: z.string().nullable(),
    /** The last thing that went wrong, also when all is well again. */
    lastError: z.object({ message: z.string(), at: Timestamp }).nullable(),
    /** `open`: calls are refused for a moment, because several in a row failed; `half-open`: the next one is a trial. */
    circuit: z.enum(['closed', 'open', 'half-open']),
  })
  .meta({ id: 'BackendState' })
export type BackendState = z.infer<typeof BackendState>

/** The same for callers that need no key: without the address. */
export const BackendHealth = BackendState.omit({ url: true }).meta({ id: 'BackendHealth' })
export type BackendHealth = z.infer<typeof BackendHealth>

export const DesignerChoice = z.object({
  name: Designer,
  /** Models to choose from; null: nobody has a list, any name may be right; empty: there is nothing to choose. */
  models: z.array(z.string()).nullable(),
  /** The model of a variation that names none; null: this designer has no model. */
  defaultModel: z.string().nullable(),
})
export type DesignerChoice = z.infer<typeof DesignerChoice>

export const RendererChoice = z.object({ name: Renderer })
export type RendererChoice = z.infer<typeof RendererChoice>

/** Answer of `GET /v1/backends`: what a run may be made with here, and how the servers behind it are. */
export const BackendList = z
  .object({
    designers: z.array(DesignerChoice),
    renderers: z.array(RendererChoice),
    /** What a run gets that names neither. */
    defaults: z.object({ designer: Designer, renderer: Renderer }),
    backends: z.array(BackendState),
  })
  .meta({ id: 'BackendList' })
export type BackendList = z.infer<typeof BackendList>
