import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const launchModule = new URL('../../scripts/launch.mjs', import.meta.url).href

/** Prints what it is sent; ends on SIGTERM with code 7, and when its launcher is gone. */
const served = `
  let interrupts = 0
  process.on('SIGINT', () => console.log('interrupt ' + ++interrupts))
  // Of two signals at the same time the later is told first.
  process.on('SIGTERM', () => setImmediate(() => { console.log('end after ' + interrupts); process.exit(7) }))
  process.on('disconnect', () => { console.log('alone'); process.exit(0) })
  console.log('ready ' + process.pid)`

let folder: string
let launcher: ChildProcess
let lines: AsyncIterableIterator<string>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'axoloom-launch-'))
  writeFileSync(join(folder, 'served.mjs'), served)
  const text = `
    import { runToEnd } from '${launchModule}'
    process.on('SIGUSR2', () => console.log('launcher alive'))
    process.exitCode = await runToEnd(process.execPath, [${JSON.stringify(join(folder, 'served.mjs'))}])`
  // A group of its own, as a terminal gives to a command line.
  launcher = spawn(process.execPath, ['--input-type=module', '--eval', text], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (launcher.stdout === null) throw new Error('no output')
  lines = createInterface(launcher.stdout)[Symbol.asyncIterator]()
})

afterEach(() => {
  launcher.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function nextLine(): Promise<string> {
  return (await lines.next()).value
}

async function exitCode(): Promise<number | null> {
  return launcher.exitCode ?? (await once(launcher, 'exit'))[0]
}

function killGroup(signal: NodeJS.Signals): void {
  process.kill(-(launcher.pid ?? Number.NaN), signal)
}

describe('the launcher', () => {
  it('passes a terminal’s Ctrl-C on once, although npm repeats it', async () => {
    await nextLine()
    killGroup('SIGINT')
    expect(await nextLine()).toBe('interrupt 1')
    launcher.kill('SIGINT')
    // Signals are handled in turn, so the repeated one is behind the launcher when this one is answered.
    launcher.kill('SIGUSR2')
    expect(await nextLine()).toBe('launcher alive')
    launcher.kill('SIGTERM')
    expect(await nextLine()).toBe('end after 1')
  })

  it('passes a second, later Ctrl-C on', async () => {
    await nextLine()
    killGroup('SIGINT')
    expect(await nextLine()).toBe('interrupt 1')
    const isSeen = nextLine()
    // Pressed again and again, as an impatient person does, until one counts as a second wish.
    const pressing = setInterval(() => killGroup('SIGINT'), 600)
    expect(await isSeen).toBe('interrupt 2')
    clearInterval(pressing)
    launcher.kill('SIGTERM')
  })

  it('ends with the code of what it started', async () => {
    await nextLine()
    launcher.kill('SIGTERM')
    expect(await exitCode()).toBe(7)
  })

  it('ends with 128 and the signal when what it started was killed', async () => {
    const pid = Number((await nextLine()).split(' ')[1])
    process.kill(pid, 'SIGKILL')
    expect(await exitCode()).toBe(137)
  })

  it('lets what it started know when it is killed itself', async () => {
    await nextLine()
    launcher.kill('SIGKILL')
    expect(await nextLine()).toBe('alone')
  })
})
