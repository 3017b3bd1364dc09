import { queueForeignPrompt, tellForeignEvents } from './foreign.ts'
import type { Deed } from './run-fate.ts'
import type { ServerProcess } from './server-process.ts'

/** What a deed does to the server; what it does to the run is done there. */
export function perform(process: ServerProcess, deed: Deed): void {
  const { parts, hub, flag } = process
  if (deed === 'restart') parts.restart()
  if (deed === 'drop-sockets') hub.drop()
  if (deed === 'mute') hub.mute()
  if (deed === 'mute-for-good') hub.mute('for-good')
  if (deed === 'freeze') hub.mute('and-pings')
  if (deed === 'foreign-events') tellForeignEvents(process)
  if (deed === 'foreign-interrupt') flag.raise()
  if (deed === 'foreign-prompts') {
    queueForeignPrompt(process, 'somebody-else')
    queueForeignPrompt(process, null)
  }
}
