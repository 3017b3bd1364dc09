import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { InstanceLockedError, lockInstance } from '../../../api/store/instance-lock.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'axoloom-lock-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const lockModule = new URL('../../../api/store/instance-lock.ts', import.meta.url)
const holdUntilKilled = `
  const { lockInstance } = await import(${JSON.stringify(lockModule.href)})
  globalThis.lock = lockInstance(process.argv[1])
  process.stdout.write('held')
  setInterval(() => {}, 1000)
`

/** Another process that holds the lock. */
async function holder() {
  const child = spawn(process.execPath, ['--input-type=module', '-e', holdUntilKilled, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

describe('the lock on a data folder', () => {
  it('is held by one process and free as soon as that is killed', async () => {
    const child = await holder()
    try {
      expect(() => lockInstance(dir)).toThrow(InstanceLockedError)
      expect(() => lockInstance(dir)).toThrow(/Another Axoloom already works on the data in/)
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }

    lockInstance(dir).release()
  })

  it('is held by a process that is stopped, not dead', async () => {
    const child = await holder()
    try {
      child.kill('SIGSTOP')
      expect(() => lockInstance(dir)).toThrow(InstanceLockedError)
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  })

  it('is not held twice in one process', () => {
    const lock = lockInstance(dir)
    expect(() => lockInstance(dir)).toThrow(InstanceLockedError)
    lock.release()

    lockInstance(dir).release()
  })
})
