import { hasDeed } from './run-fate.ts'
import { runPrompt } from './run-prompt.ts'
import type { ServerProcess } from './server-process.ts'

/** The one worker thread: a prompt at a time, until the process ends. */
export async function work(process: ServerProcess): Promise<void> {
  const { queue, hub, parts, signal } = process
  try {
    for (;;) {
      const item = await queue.take(signal)
      const { record, fate } = item
      parts.records.set(record, 'running')
      const { state, entry } = await runPrompt(process, item)
      queue.finish(entry)
      const isSilent = entry === null && !hasDeed(fate, 'success', 'lose')
      if (record.clientId !== null && !isSilent) {
        hub.send(record.clientId, { type: 'executing', data: { node: null, prompt_id: record.id } })
      }
      parts.records.set(record, state)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
