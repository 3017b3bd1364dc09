import { fork } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'

describe('the test command', () => {
  it('ends by itself once it has printed its sums, although who started it lives on', async () => {
    const script = 'scripts/test-all.ts'
    const child = fork(script, ['no-such-project'], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    try {
      let printed = ''
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        printed += text
      })
      const [code] = await once(child, 'exit')
      expect(printed.trimEnd()).toMatch(/^0 passed, 1 failed$/m)
      expect(code).toBe(1)
    } finally {
      child.kill('SIGKILL')
    }
  }, 30_000)
})
