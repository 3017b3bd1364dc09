import { z } from 'zod'

// What servers of 0.3.64 and of 0.38 answer, as far as it is read. Loosely: later servers add fields.

const NodeError = z.looseObject({
  errors: z
    .array(z.looseObject({ type: z.string(), message: z.string(), details: z.string().default('') }))
    .default([]),
  class_type: z.string().default('a node'),
})
/** By node id; empty when the whole graph is accepted. */
export const NodeErrors = z.record(z.string(), NodeError)
export type NodeErrors = z.infer<typeof NodeErrors>

export const PromptAnswer = z.looseObject({ prompt_id: z.string(), node_errors: NodeErrors.default({}) })

/** The body of a 400. */
export const PromptRefusal = z.looseObject({
  error: z.looseObject({ type: z.string(), message: z.string(), details: z.string().default('') }),
  node_errors: NodeErrors.default({}).catch({}),
})
export type PromptRefusal = z.infer<typeof PromptRefusal>

/** `[number, prompt id, …]`; what follows is everyone's prompts and not read. */
const QueueItem = z.tuple([z.number(), z.string()], z.unknown())
export const Queue = z.looseObject({ queue_running: z.array(QueueItem), queue_pending: z.array(QueueItem) })
export type Queue = z.infer<typeof Queue>

export const ExecInfo = z.looseObject({ exec_info: z.looseObject({ queue_remaining: z.int().min(0) }) })

export const OutputImage = z.looseObject({
  filename: z.string(),
  subfolder: z.string().default(''),
  type: z.string().default('output'),
})
export type OutputImage = z.infer<typeof OutputImage>

export const HistoryEntry = z.looseObject({
  outputs: z.record(z.string(), z.looseObject({ images: z.array(OutputImage).optional() })).default({}),
  status: z.looseObject({
    status_str: z.string(),
    completed: z.boolean(),
    messages: z.array(z.tuple([z.string(), z.unknown()], z.unknown())).default([]),
  }),
})
export type HistoryEntry = z.infer<typeof HistoryEntry>
export const History = z.record(z.string(), HistoryEntry)

export const ExecutionError = z.looseObject({
  node_type: z.string().default('a node'),
  exception_type: z.string().default('an error'),
  exception_message: z.string().default(''),
})

export const FileNames = z.array(z.string())
export const ObjectInfo = z.record(z.string(), z.unknown())
export const CancelAnswer = z.looseObject({ cancelled: z.boolean() })
