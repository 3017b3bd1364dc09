import type { FileRef } from './output-files.ts'
import { aborted } from './pause.ts'
import { perform } from './perform.ts'
import type { QueueItem } from './prompt-queue.ts'
import { NodeFailure, outOfMemory } from './raised.ts'
import type { Deed, Moment } from './run-fate.ts'
import type { RunVoice } from './run-voice.ts'
import type { ServerProcess } from './server-process.ts'

/** One execution of one prompt. */
export interface Run {
  readonly process: ServerProcess
  readonly item: QueueItem
  readonly voice: RunVoice
  readonly executed: string[]
  readonly outputs: Record<string, { readonly images: readonly FileRef[] }>
  /** The node that runs, for what goes wrong in it. */
  nodeId: string
}

/** The run ends without a word. */
export class Forgotten extends Error {}

/** Does what the script has for this moment of the run. */
export async function reach(run: Run, at: Moment): Promise<void> {
  for (const planned of run.item.fate.deeds ?? []) if (planned.at === at) await meet(run, at, planned.deed)
}

async function meet(run: Run, at: Moment, deed: Deed): Promise<void> {
  const { process, item } = run
  perform(process, deed)
  // the process ends a little later; it gets no further than this
  if (deed === 'restart') await aborted(process.signal)
  process.signal.throwIfAborted()
  if (deed === 'out-of-memory') throw new NodeFailure(outOfMemory)
  if (deed === 'lose' && at !== 'success') throw new Forgotten()
  if (deed === 'stall') {
    await process.flag.raised(process.signal)
    process.signal.throwIfAborted()
    process.flag.check()
  }
  if (deed === 'delete-files') for (const file of item.record.files) process.parts.files.remove(file)
}
