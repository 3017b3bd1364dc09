import { open } from 'node:fs/promises'
import { constants } from 'node:os'
import type { Where } from '#contract/event.ts'
import type { AttemptStatus } from '../runner.ts'
import type { AttemptFolder } from './attempt-folder.ts'
import { isGroupAlive, type ProcessIdentity } from './process-table.ts'

type Ended = Extract<AttemptStatus, { phase: 'ended' }>

export interface StatusLimits {
  readonly outputLimitBytes: number
  /** How long a leader may take to appear after a launch. */
  readonly launchGraceMs: number
}

/** The present level of an attempt, from its folder alone; null while a launch is under way. */
export async function readStatus(folder: AttemptFolder, limits: StatusLimits): Promise<AttemptStatus | null> {
  const pid = await folder.readPid()
  if (pid.is === 'process') {
    const where = whereOf(pid.leader, folder)
    // In this order: a leader that ends between the two questions has left its exit code.
    if ((await folder.readExit()) === null && (await isGroupAlive(pid.leader, folder.path))) {
      return { phase: 'running', where }
    }
    return { ...(await readEnd(folder, limits)), where }
  }
  if (pid.is === 'none' || !(await isLaunching(folder, limits))) return readEnd(folder, limits)
  return null
}

/** False when no leader has appeared in time, and so that the answer stays true, none may from now on. */
async function isLaunching(folder: AttemptFolder, { launchGraceMs }: StatusLimits): Promise<boolean> {
  const preparedAtMs = await folder.preparedAtMs()
  if (preparedAtMs === null) return false
  if (Date.now() - preparedAtMs < launchGraceMs) return true
  const isForbidden = await folder.forbidStart()
  return !isForbidden || (await folder.readPid()).is === 'process'
}

async function readEnd(folder: AttemptFolder, { outputLimitBytes }: StatusLimits): Promise<Ended> {
  const exit = await folder.readExit()
  if ((await folder.outputBytes()) > outputLimitBytes) {
    const message = `The agent printed more than ${outputLimitBytes} bytes.`
    return { phase: 'ended', exit, reason: 'output-limit', message }
  }
  if (exit === null) return { phase: 'ended', exit, reason: 'vanished' }
  if (exit === 0) return { phase: 'ended', exit }
  if (exit === ABORTED && (await hasRunOutOfMemory(folder.output))) return { phase: 'ended', exit, reason: 'oom' }
  return { phase: 'ended', exit, reason: 'agent-exit', message: exitMessage(exit) }
}

// V8 aborts when its heap is full.
const ABORTED = 128 + constants.signals.SIGABRT
const MEMORY_MESSAGE = 'heap out of memory'
// V8 prints about 2 KiB of trace behind the message.
const TAIL_BYTES = 65_536

async function hasRunOutOfMemory(output: string): Promise<boolean> {
  const file = await open(output)
  try {
    const { size } = await file.stat()
    const { buffer, bytesRead } = await file.read({
      buffer: Buffer.alloc(TAIL_BYTES),
      position: Math.max(0, size - TAIL_BYTES),
    })
    return buffer.subarray(0, bytesRead).includes(MEMORY_MESSAGE)
  } finally {
    await file.close()
  }
}

function exitMessage(exit: number): string {
  const signal = Object.entries(constants.signals).find(([, number]) => number === exit - 128)
  if (signal === undefined) return `The agent ended with exit code ${exit}.`
  return `The agent was ended by ${signal[0]} (exit code ${exit}).`
}

function whereOf({ pid }: ProcessIdentity, folder: AttemptFolder): Where {
  return {
    text: `process ${pid} on this machine`,
    command: `tail -n +1 -f ${shellWord(folder.output)}`,
    details: { pid: String(pid), folder: folder.path },
  }
}

/** Quoted, so that it can be pasted whatever the folder is called. */
const shellWord = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`
