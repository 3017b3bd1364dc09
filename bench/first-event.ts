import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type Row, rowOf } from './row.ts'
import { postRun, waitForEnd, withServer } from './server.ts'
import { timeOfText } from './sse-client.ts'

const figure = {
  id: 'first-event',
  what: 'POST /v1/runs to the first agent event at an SSE client (one variation, pace 0, warm server)',
  peer: 'node -e "console.log(1)" started and read',
  unit: 'ms',
  goal: 6,
  isLargerBetter: false,
}

/** How soon a person sees life, against the least a process can take. */
export async function benchFirstEvent(pairs: number, factor: number): Promise<Row> {
  return withServer({ env: { SCRIPTED_PACE: '0' } }, async (server) => {
    const race = async () => {
      const startedAt = performance.now()
      const runId = await postRun(server, 1)
      const seenAt = await timeOfText(`${server.url}/v1/runs/${runId}/events`, 'event: step-start')
      await waitForEnd(server, runId)
      return seenAt - startedAt
    }
    await race()
    await timeBareNode()
    const measured: { ours: number; peer: number }[] = []
    for (let i = 0; i < pairs; i++) measured.push({ ours: await race(), peer: await timeBareNode() })
    return rowOf(figure, measured, factor)
  })
}

async function timeBareNode(): Promise<number> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['-e', 'console.log(1)'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const exit = once(child, 'exit')
  await once(child.stdout, 'data')
  const ms = performance.now() - startedAt
  await exit
  return ms
}
