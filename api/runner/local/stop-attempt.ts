import { setTimeout as delay } from 'node:timers/promises'
import type { AttemptFolder } from './attempt-folder.ts'
import { isGroupAlive, type ProcessIdentity, signalGroup } from './process-table.ts'

/** How long an agent may take to end after SIGTERM; its own promise is 2 s. */
const TERM_PATIENCE_MS = 3000
// A signal that meets the agent before it listens, or the leader before it forks, is lost on it: so it is repeated.
const REPEAT_SIGNAL_MS = 300
const LONGEST_POLL_MS = 50
// A leader writes its number right after making the file; one that comes later finds the stop mark.
const EMPTY_PATIENCE_MS = 500
const TERMINATED = 143
const KILLED = 137

/** Ends an attempt, whoever launched it; resolves when nothing of it runs any more. May be repeated. */
export async function stopAttempt(folder: AttemptFolder): Promise<void> {
  if ((await folder.preparedAtMs()) === null) return
  const wasStarted = (await folder.readPid()).is !== 'absent'
  await folder.forbidStart()
  const leader = await readLeader(folder)
  // A leader that could still do so has written the exit code; this is for one that never was, or that we killed.
  if (leader === null && !wasStarted) await folder.writeExit(TERMINATED)
  if (leader !== null && (await endGroup(leader, folder))) await folder.writeExit(KILLED)
}

/** Null when there is no leader, or one that died before it wrote who it is. */
async function readLeader(folder: AttemptFolder): Promise<ProcessIdentity | null> {
  const givenUpAt = performance.now() + EMPTY_PATIENCE_MS
  for (;;) {
    const pid = await folder.readPid()
    if (pid.is === 'process') return pid.leader
    if (pid.is !== 'empty' || performance.now() > givenUpAt) return null
    await delay(5)
  }
}

/** True when there was anything to end. */
async function endGroup(leader: ProcessIdentity, folder: AttemptFolder): Promise<boolean> {
  const startedAt = performance.now()
  let signalAt = startedAt
  let hasSignalled = false
  for (let pollMs = 2; await isGroupAlive(leader, folder.path); pollMs = Math.min(pollMs * 2, LONGEST_POLL_MS)) {
    const now = performance.now()
    if (now >= signalAt) {
      signalGroup(leader, now - startedAt < TERM_PATIENCE_MS ? 'SIGTERM' : 'SIGKILL')
      signalAt = now + REPEAT_SIGNAL_MS
      hasSignalled = true
    }
    await delay(pollMs)
  }
  return hasSignalled
}
