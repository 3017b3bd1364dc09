import { createEmitter, type Emitter } from '../../../agent/emitter.ts'
import type { AgentEvent } from '../../../contract/event.ts'
import { decodeLogLine } from '../../../contract/log-line.ts'

/** An emitter whose lines are kept; `events` closes it and reads them back. */
export function capturedEmitter(): { readonly emitter: Emitter; events(): AgentEvent[] } {
  let printed = ''
  const emitter = createEmitter({
    write: (bytes, offset) => {
      printed += bytes.toString('utf8', offset)
      return bytes.length - offset
    },
  })
  return {
    emitter,
    events() {
      emitter.close()
      return printed
        .split('\n')
        .slice(0, -1)
        .flatMap((line) => decodeLogLine(line)?.event ?? [])
    },
  }
}

/** All that was thought in a pass. */
export function thoughtsOf(events: readonly AgentEvent[], pass: number): string {
  return events
    .map((event) => (event.type === 'thought-delta' && event.data.pass === pass ? event.data.text : ''))
    .join('')
}
