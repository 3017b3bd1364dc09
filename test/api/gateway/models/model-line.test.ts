import { tmpdir } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import type { Backend } from '../../../../api/backends/backends.ts'
import { openBackends } from '../../../../api/backends/open-backends.ts'
import { loadConfig } from '../../../../api/config.ts'
import { ModelLine } from '../../../../api/gateway/models/model-line.ts'
import { createLogger } from '../../../../api/logging.ts'

const silent = createLogger({ logLevel: 'fatal', logFormat: 'json' }, { write: () => {} })
const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const it of opened.splice(0)) await it.close()
})

function openLine(): ModelLine {
  const { models } = loadConfig({ ANTHROPIC_API_KEY: 'sk-ant-of-nobody' }, { directory: tmpdir() })
  const backends = openBackends(models, silent)
  const line = new ModelLine(backends.claude as Backend, 1)
  opened.push(line, backends)
  return line
}

const somebody = { runId: 'run', attemptId: 'attempt', priority: 0 }

describe('a line before a model that wants to be left alone', () => {
  // a timer may be a millisecond early: it counts whole ones, from a clock that is cut to them
  it('lets the first in once that is over, also when its timer comes early', async () => {
    const line = openLine()
    for (let i = 0; i < 50; i++) {
      const restedAt = performance.now()
      line.rest(3 + i / 50)
      const release = await line.admission.admit(somebody, () => {}, AbortSignal.timeout(10_000))
      release()

      expect(performance.now() - restedAt).toBeGreaterThanOrEqual(3 + i / 50)
    }
  })

  it('rests as long as the longest wish', async () => {
    const line = openLine()
    const restedAt = performance.now()
    line.rest(150)
    line.rest(10)
    await line.admission.admit(somebody, () => {}, AbortSignal.timeout(10_000))

    expect(performance.now() - restedAt).toBeGreaterThanOrEqual(150)
  })
})
