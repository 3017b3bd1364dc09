import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAttemptFolder } from '../../../../api/runner/local/attempt-folder.ts'
import { createLocalRunner } from '../../../../api/runner/local/local-runner.ts'
import type { AttemptRef, AttemptStatus } from '../../../../api/runner/runner.ts'
import { newAttempt } from '../../../support/attempts.ts'

const root = resolve(import.meta.dirname, '../../../..')
const agent = (name: string) => join(root, `test/fixtures/agents/${name}.mjs`)
const never = new AbortController().signal

/** Its virtual memory in bytes: field 23 of proc_pid_stat(5), the 21st behind the name. */
const memoryOf = (stat: string) => Number(stat.slice(stat.lastIndexOf(') ') + 2).split(' ')[20])

// What only the local runner has: folders that say everything, and processes that may be anyone's.
describe('attempt folders', () => {
  let dir: string
  let strangers: ChildProcess[]
  beforeEach(async () => {
    dir = await realpath(await mkdtemp(join(tmpdir(), 'axoloom-folders-')))
    strangers = []
  })
  afterEach(async () => {
    for (const stranger of strangers) stranger.kill('SIGKILL')
    const runner = createRunner('hello')
    for (const { ref } of await runner.list()) await runner.remove(ref)
    await rm(dir, { recursive: true })
  })

  const createRunner = (name: string, launchGraceMs = 100) =>
    createLocalRunner({ dir, nodePath: process.execPath, agentEntry: agent(name), launchGraceMs })
  const fileOf = ({ attemptId }: AttemptRef, name: string) => join(dir, attemptId, name)
  const pidOf = async (ref: AttemptRef) => Number((await readFile(fileOf(ref, 'pid'), 'utf8')).split('\n')[0])

  /** Runs an attempt's leader by hand, as one that starts late; resolves when it has ended. */
  async function lateLeader(ref: AttemptRef): Promise<void> {
    const script = join(root, 'api/runner/local/leader.sh')
    const command = [script, '20480', process.execPath, agent('hello')]
    await once(spawn('/bin/sh', command, { cwd: join(dir, ref.attemptId), detached: true, stdio: 'ignore' }), 'exit')
  }

  async function endOf(ref: AttemptRef, runner = createRunner('hello')): Promise<AttemptStatus | undefined> {
    let last: AttemptStatus | undefined
    for await (const status of runner.watch(ref, never)) last = status
    return last
  }

  it('give an agent its ticket and address, and no right but to read its own folder', async () => {
    const spec = newAttempt({ ticket: 'a-ticket', gatewayUrl: 'http://127.0.0.1:8001' })
    process.env.SECRET_OF_THE_API = 'secret'
    const runner = createRunner('environment')
    await runner.launch(spec)
    await endOf(spec)
    const [given = '', ...rights] = (await readFile(fileOf(spec, 'output'), 'utf8')).trim().split('\n')
    expect(
      Object.keys(JSON.parse(given).env)
        .filter((name) => name !== '_' && name !== 'OLDPWD')
        .sort(),
    ).toEqual(['AXOLOOM_GATEWAY_URL', 'AXOLOOM_TICKET', 'LANG', 'NODE_ENV', 'PATH', 'PWD'])
    expect(JSON.parse(given).argv).toEqual([expect.any(String), agent('environment')])
    expect(rights).toEqual(['ERR_ACCESS_DENIED', 'ERR_ACCESS_DENIED'])
  })

  it('let an agent outlive a kill -9 of the API that launched it', async () => {
    const spec = newAttempt()
    const script = join(root, 'test/support/launch-and-die.ts')
    const api = spawn(process.execPath, [script, dir, agent('waits'), JSON.stringify(spec)], { stdio: 'inherit' })
    expect(await once(api, 'exit')).toEqual([null, 'SIGKILL'])
    const runner = createRunner('waits')
    const levels = runner.watch(spec, never)[Symbol.asyncIterator]()
    const pid = await pidOf(spec)
    expect((await levels.next()).value).toMatchObject({ phase: 'running', where: { details: { pid: String(pid) } } })
    await runner.stop(spec)
    expect((await levels.next()).value).toMatchObject({ phase: 'ended', exit: 143 })
  })

  it('start again what a crash left between the folder and the process', async () => {
    const spec = newAttempt()
    await createAttemptFolder(dir, spec.attemptId).prepare(spec)
    await createRunner('hello').launch(spec)
    expect(await endOf(spec)).toMatchObject({ exit: 0 })
  })

  it('count as vanished when no leader appears in time, and for good', async () => {
    const spec = newAttempt()
    await createAttemptFolder(dir, spec.attemptId).prepare(spec)
    expect(await endOf(spec)).toMatchObject({ phase: 'ended', exit: null, reason: 'vanished' })
    await createRunner('hello').launch(spec)
    await lateLeader(spec)
    expect(await endOf(spec)).toMatchObject({ reason: 'vanished' })
    expect(await readFile(fileOf(spec, 'output'), 'utf8')).toBe('')
  })

  it('count as vanished when the leader died before it wrote its number', async () => {
    const spec = newAttempt()
    await createAttemptFolder(dir, spec.attemptId).prepare(spec)
    await writeFile(fileOf(spec, 'pid'), '')
    expect(await endOf(spec)).toMatchObject({ reason: 'vanished' })
    await createRunner('hello').stop(spec)
  })

  it('keep a leader that starts after a stop from starting the agent', async () => {
    const spec = newAttempt()
    await createAttemptFolder(dir, spec.attemptId).prepare(spec)
    await createRunner('hello').stop(spec)
    await lateLeader(spec)
    expect(await endOf(spec)).toMatchObject({ phase: 'ended', exit: 143 })
    expect(await readFile(fileOf(spec, 'output'), 'utf8')).toBe('')
  })

  it('keep a leader that finds the stop mark from starting the agent', async () => {
    const spec = newAttempt()
    await createAttemptFolder(dir, spec.attemptId).prepare(spec)
    await writeFile(fileOf(spec, 'stop'), '')
    await lateLeader(spec)
    expect(await endOf(spec)).toMatchObject({ phase: 'ended', exit: 143 })
    expect(await readFile(fileOf(spec, 'output'), 'utf8')).toBe('')
  })

  it.each([
    { name: 'the start time differs', start: '1', boot: null },
    { name: 'the machine was restarted', start: null, boot: 'another-boot' },
  ])('never touch a stranger who has the number now: $name', async ({ start, boot }) => {
    const model = newAttempt()
    const runner = createRunner('waits')
    await runner.launch(model)
    const [, modelStart, modelBoot] = (await readFile(fileOf(model, 'pid'), 'utf8')).split('\n')
    const stranger = spawn('/bin/sleep', ['60'], { detached: true, stdio: 'ignore' })
    strangers.push(stranger)
    const spec = newAttempt()
    await createAttemptFolder(dir, spec.attemptId).prepare(spec)
    await writeFile(fileOf(spec, 'pid'), `${stranger.pid}\n${start ?? modelStart}\n${boot ?? modelBoot}\n`)
    expect(await endOf(spec)).toMatchObject({ reason: 'vanished' })
    await runner.stop(spec)
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull()
    expect(process.kill(stranger.pid ?? 0, 0)).toBe(true)
  })

  it.runIf(process.platform === 'linux')('find an agent whose leader was killed, and stop it', async () => {
    const spec = newAttempt()
    const runner = createRunner('waits')
    await runner.launch(spec)
    for await (const _ of runner.follow(spec, null, never)) break
    const agentPid = Number((await readFile(fileOf(spec, 'output'), 'utf8')).split(' ')[1])
    process.kill(await pidOf(spec), 'SIGKILL')
    const levels = runner.watch(spec, never)[Symbol.asyncIterator]()
    expect((await levels.next()).value).toMatchObject({ phase: 'running' })
    await runner.stop(spec)
    // what is still on its way out, or waits for its new parent to take note, has no memory to run in
    const stat = await readFile(`/proc/${agentPid}/stat`, 'utf8').catch(() => null)
    expect(stat === null ? 0 : memoryOf(stat)).toBe(0)
    expect((await levels.next()).value).toMatchObject({ phase: 'ended' })
  })

  it('are listed with what they belong to, and half-removed ones are swept', async () => {
    const spec = newAttempt({ variation: 2, attempt: 4 })
    const runner = createRunner('hello', 60_000)
    await createAttemptFolder(dir, spec.attemptId).prepare(spec)
    await mkdir(join(dir, '.removed-01k0000000000000000000000a'))
    await mkdir(join(dir, newAttempt().attemptId))
    const { attemptId, runId, variation, attempt } = spec
    expect(await runner.list()).toEqual([
      { ref: { attemptId, runId, variation, attempt }, status: expect.objectContaining({ phase: 'waiting' }) },
    ])
    expect((await readdir(dir)).filter((name) => name.startsWith('.'))).toEqual([])
  })
})
