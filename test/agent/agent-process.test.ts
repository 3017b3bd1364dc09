import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLocalRunner } from '../../api/runner/local/local-runner.ts'
import { Design } from '../../contract/design.ts'
import type { AgentEvent, Step } from '../../contract/event.ts'
import { decodeLogLine } from '../../contract/log-line.ts'
import { agentEntry, buildAgent } from '../../scripts/build-agent.ts'
import { startFakeAnthropic } from '../support/anthropic-server/anthropic-server.ts'
import { newAttempt } from '../support/attempts.ts'
import { type FakeGateway, fakeAssignment, fakeTicket, startFakeGateway } from '../support/fake-gateway.ts'
import { startFakeOllama } from '../support/ollama-server/ollama-server.ts'
import { passThrough } from './support/pass-through.ts'

interface RunningAgent {
  readonly process: ChildProcess
  /** Everything printed so far, standard error too. */
  readonly lines: string[]
  /** Resolves at the first event of this type; of a step, when one is named. */
  printed(type: AgentEvent['type'], step?: Step): Promise<void>
  /** The exit code, or the name of the signal that ended it. */
  readonly exit: Promise<number | string>
}

// A picture takes a second of a free core, and tests share few.
describe('the agent as a process', { timeout: 60_000 }, () => {
  let gateway: FakeGateway
  let agents: ChildProcess[]
  beforeAll(buildAgent)
  beforeEach(async () => {
    gateway = await startFakeGateway()
    agents = []
  })
  afterEach(async () => {
    for (const agent of agents) agent.kill('SIGKILL')
    await gateway.close()
  })

  function startAgent({ ticket = fakeTicket, flags = [] as string[], url = gateway.url } = {}): RunningAgent {
    const readable = join(dirname(agentEntry), '*')
    const child = spawn(process.execPath, ['--permission', `--allow-fs-read=${readable}`, ...flags, agentEntry], {
      env: { AXOLOOM_TICKET: ticket, AXOLOOM_GATEWAY_URL: url },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    agents.push(child)
    const lines: string[] = []
    const printed = (type: AgentEvent['type'], step?: Step) =>
      new Promise<void>((resolve) => {
        const look = (line: string) => {
          const event = decodeLogLine(line)?.event
          if (event?.type === type && (step === undefined || ('step' in event.data && event.data.step === step)))
            resolve()
        }
        lines.forEach(look)
        output.on('line', look)
      })
    const output = createInterface(child.stdout)
    output.on('line', (line) => lines.push(line))
    createInterface(child.stderr).on('line', (line) => lines.push(line))
    const exit = once(child, 'close').then(([code, signal]) => code ?? signal)
    return { process: child, lines, printed, exit }
  }

  it('goes from its ticket to a finished attempt', async () => {
    const agent = startAgent()
    expect(await agent.exit).toBe(0)
    const finish = await gateway.finished
    const events = agent.lines.map((line) => decodeLogLine(line))
    expect(events.map((line) => line?.n)).toEqual(events.map((_, at) => at + 1))
    expect(finish).toMatchObject({ outcome: 'succeeded', lines: events.length })
    expect(Design.safeParse(finish.design).success).toBe(true)
    expect(events.map((line) => line?.event?.type).filter((type) => type !== 'thought-delta')).toEqual([
      ...['step-start', 'design', 'step-end'],
      ...['step-start', 'step-end'],
    ])
    const upload = gateway.seen.find(({ method }) => method === 'PUT')
    expect(upload?.path).toBe('/agent/v1/artifacts/sketch-1?kind=sketch&step=sketch')
    expect(upload?.body.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
    expect([16, 20].map((at) => upload?.body.readUInt32BE(at))).toEqual([256, 256])
  })

  it('waits for a gateway that is away for a moment at every call', async () => {
    gateway.fail('/agent/v1/claim', { status: 503 }, 'drop')
    gateway.fail('/agent/v1/artifacts', 'drop', { status: 502 })
    gateway.fail('/agent/v1/finish', { status: 503 }, 'drop')
    expect(await startAgent().exit).toBe(0)
    expect(await gateway.finished).toMatchObject({ outcome: 'succeeded' })
  })

  it('outlives a restart of the gateway in mid-work', async () => {
    gateway.assignment = { ...fakeAssignment, pace: 0.05 }
    const agent = startAgent()
    await agent.printed('thought-delta')
    const port = Number(new URL(gateway.url).port)
    await gateway.close()
    await agent.printed('design')
    gateway = await startFakeGateway(port)
    expect(await agent.exit).toBe(0)
    expect(await gateway.finished).toMatchObject({ outcome: 'succeeded' })
  })

  it.each([
    { when: 'while it thinks', type: 'thought-delta' as const, step: undefined, pace: 1 },
    { when: 'while it draws', type: 'step-start' as const, step: 'sketch' as const, pace: 0 },
  ])('ends within 2 s of SIGTERM $when, without a finish', async ({ type, step, pace }) => {
    gateway.assignment = { ...fakeAssignment, pace, sketchSize: 2048 }
    const agent = startAgent()
    await agent.printed(type, step)
    const toldAt = performance.now()
    agent.process.kill('SIGTERM')
    expect(await agent.exit).toBe('SIGTERM')
    expect(performance.now() - toldAt).toBeLessThan(2000)
    expect(gateway.seen.map(({ path }) => path)).toEqual(['/agent/v1/claim'])
  })

  it.each([
    { when: 'the gateway does not answer', faults: ['hang' as const] },
    { when: 'the gateway is away', faults: Array.from({ length: 50 }, () => 'drop' as const) },
  ])('ends at SIGTERM also while $when', async ({ faults }) => {
    gateway.fail('/agent/v1/claim', ...faults)
    const agent = startAgent()
    await gateway.requested('/agent/v1/claim')
    agent.process.kill('SIGTERM')
    expect(await agent.exit).toBe('SIGTERM')
  })

  it('is run, followed and stopped by the local runner', async () => {
    gateway.assignment = { ...fakeAssignment, pace: 1 }
    const dir = await mkdtemp(join(tmpdir(), 'axoloom-agent-'))
    const runner = createLocalRunner({ dir, nodePath: process.execPath, agentEntry })
    const spec = newAttempt({ ticket: fakeTicket, gatewayUrl: gateway.url })
    const never = new AbortController().signal
    await runner.launch(spec)
    for await (const { lines } of runner.follow(spec, null, never)) {
      expect(decodeLogLine(lines[0]?.text ?? '')).toMatchObject({ n: 1, event: { type: 'step-start' } })
      break
    }
    await runner.stop(spec)
    expect(await Array.fromAsync(runner.watch(spec, never))).toMatchObject([{ phase: 'ended', exit: 143 }])
    await runner.remove(spec)
    await rm(dir, { recursive: true })
  })

  it('says in one line why it cannot begin, and ends with 1', async () => {
    const agent = startAgent({ ticket: 'forged' })
    expect(await agent.exit).toBe(1)
    expect(agent.lines).toEqual(['The gateway refused to let the agent claim its work: unknown ticket (401).'])
  })

  it.each([
    { designer: 'ollama' as const, model: 'qwen2.5:7b', start: startFakeOllama },
    { designer: 'claude' as const, model: 'claude-haiku-5-5', start: startFakeAnthropic },
  ])('designs with $designer and prints nothing but events', async ({ designer, model, start }) => {
    const backend = await start()
    const through = await passThrough(backend.url, gateway.url)
    // A page, which makes the client of Ollama print on standard output, and an answer that is cut.
    backend.script({ status: 502, body: '<html>', headers: { 'content-type': 'text/html' } })
    backend.script({ ends: { how: 'cut', afterFrames: 12 } })
    gateway.assignment = { ...fakeAssignment, designer, model, critique: true }
    const agent = startAgent({ url: through.door.gatewayUrl.href })
    expect(await agent.exit).toBe(0)
    await through.close()
    await backend.close()
    const events = agent.lines.map((line) => decodeLogLine(line)?.event)
    expect(events).not.toContain(undefined)
    expect(await gateway.finished).toMatchObject({ outcome: 'succeeded', lines: events.length })
    expect(events.some((event) => event?.type === 'thought-delta')).toBe(true)
    const steps = events.flatMap((event) => (event?.type === 'step-start' ? [event.data.step] : []))
    expect(steps.slice(0, 3)).toEqual(['imagine', 'imagine', 'sketch'])
    expect(steps.includes('critique')).toBe(designer === 'claude')
  })

  it.each(['claude', 'ollama'] as const)(
    'finishes failed, and ends with 0, when %s costs too much',
    async (designer) => {
      gateway.assignment = { ...fakeAssignment, designer }
      gateway.fail(designer === 'claude' ? '/agent/v1/anthropic' : '/agent/v1/ollama', {
        status: 402,
        detail: 'used up',
      })
      const agent = startAgent()
      expect(await agent.exit).toBe(0)
      const message = 'The gateway answered 402: used up'
      expect(await gateway.finished).toMatchObject({ outcome: 'failed', reason: 'budget', message, design: null })
      expect(agent.lines.map((line) => decodeLogLine(line)?.event?.type)).toEqual(['step-start', 'log'])
    },
  )

  it('finishes failed when its picture is refused', async () => {
    gateway.fail('/agent/v1/artifacts', { status: 409, detail: 'other bytes have this name' })
    expect(await startAgent().exit).toBe(0)
    const message = expect.stringContaining('other bytes have this name')
    expect(await gateway.finished).toMatchObject({ outcome: 'failed', reason: 'internal', message })
  })

  it('finishes failed when the assignment makes no sense', async () => {
    gateway.assignment = { ...fakeAssignment, seed: -1 }
    const agent = startAgent()
    expect(await agent.exit).toBe(0)
    expect(await gateway.finished).toMatchObject({ outcome: 'failed', reason: 'internal' })
  })

  it('asks for a newer Node in one sentence', async () => {
    const older = `data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'20.19.0'}})`
    const agent = startAgent({ flags: ['--import', older] })
    expect(await agent.exit).toBe(1)
    expect(agent.lines).toEqual([
      "Axoloom's agent needs Node 24 or newer; this is 20.19.0. Start Axoloom with `npm start`, which brings its own.",
    ])
  })
})
