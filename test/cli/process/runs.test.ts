import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Run } from '../../../contract/api.ts'
import { type CliOptions, type CliResult, runCli, startCli } from '../../support/cli-process.ts'
import { openTheatre, type Theatre } from '../../support/theatre.ts'

let theatre: Theatre
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'axoloom-cli-'))
  theatre = await openTheatre()
})
afterAll(async () => {
  await theatre.close()
  await rm(folder, { recursive: true, force: true })
})

const env = () => ({ AXOLOOM_URL: theatre.server.url, XDG_CONFIG_HOME: folder })
const axoloom = (args: readonly string[], more: CliOptions = {}): Promise<CliResult> =>
  runCli(args, { ...more, env: { ...env(), ...more.env } })
const run = (directions: readonly string[], ...more: string[]) =>
  axoloom(['run', 'an axolotl on a stage', ...directions.flatMap((each) => ['-d', each]), ...more])

describe('axoloom run --follow', () => {
  it.each<[string, string[], number, RegExp]>([
    ['succeeded', ['good', 'good'], 0, /^\[run\] run has succeeded$/m],
    ['partial', ['good', 'garbage'], 5, /^\[run\] run has partly succeeded$/m],
    ['failed', ['garbage'], 1, /^\[run\] run has failed$/m],
  ])('ends with the code of its outcome: %s', async (_outcome, directions, code, line) => {
    const ended = await run(directions, '-f')

    expect(ended.stdout).toMatch(line)
    expect(ended.code).toBe(code)
    // a line for each thing that happens, no control characters, and the table at the end
    expect(ended.stdout).not.toContain('\x1b')
    expect(ended.stdout).toMatch(/^# {2}STATE/m)
  })

  it('keeps standard output for data in other formats, and says nothing with --quiet', async () => {
    const asJson = await run(['good'], '-f', '-o', 'json')
    const quiet = await run(['good'], '-f', '-q', '-o', 'name')

    const made: Run = JSON.parse(asJson.stdout)
    expect(made.state).toBe('succeeded')
    expect(asJson.stderr).toContain('[run] run has succeeded')
    expect(quiet).toMatchObject({ code: 0, stderr: '' })
    expect(quiet.stdout).toMatch(/^[0-9a-z]{26}\n$/)
  })

  it('leaves the run going on Ctrl-C, says so, and ends with 130', async () => {
    const cli = startCli(['run', '-', '-d', 'silent', '-f'], { env: env(), input: 'an axolotl who waits\n' })
    await cli.until('[0] log: at work')
    // npm sends it a second time
    cli.child.kill('SIGINT')
    cli.child.kill('SIGINT')
    const { code, stderr } = await cli.ended()
    const [, id = ''] = /axoloom logs (\S{26}) -f, or cancel it with axoloom cancel \1/.exec(stderr) ?? []

    expect(code).toBe(130)
    expect(await theatre.run(id)).toMatchObject({ state: 'running', brief: 'an axolotl who waits' })
    expect(await axoloom(['cancel', id])).toMatchObject({ code: 0 })
    await theatre.until(id, 'the end', (events) => events.at(-1)?.type === 'run-end')
  })
})

describe('a run, from start to pick', () => {
  it('is made, listed, shown, told, saved, picked and varied', async () => {
    const { stdout } = await run(['good', 'good'], '-o', 'name', '--label', 'team=blue')
    const id = stdout.trim()
    expect((await axoloom(['show', id, '-f'])).code).toBe(0)

    expect((await axoloom(['runs', '-o', 'name', '--limit', '1'])).stdout).toBe(`${id}\n`)
    expect(JSON.parse((await axoloom(['show', 'last', '-o', 'json'])).stdout)).toMatchObject({
      id,
      labels: { team: 'blue' },
    })
    const saved = await axoloom(['download', id, '--dir', join(folder, 'pictures'), '-o', 'name'])
    expect(saved.stdout.trim().split('\n')).toHaveLength(2)
    expect((await readdir(join(folder, 'pictures'))).sort()).toEqual([`${id}-0.png`, `${id}-1.png`])
    const bytes = await readFile(join(folder, 'pictures', `${id}-0.png`))
    expect(bytes.subarray(0, 4).toString('latin1')).toBe('\x89PNG')

    expect(await axoloom(['pick', id, '1', '--note', 'the hat'])).toMatchObject({ code: 0 })
    expect((await axoloom(['show', id])).stdout).toMatch(/picked 1: the hat\n.*^1 \*/ms)
    const child = await axoloom(['vary', id, '-n', '1', '--strength', 'subtle', '--keep', 'palette', '-o', 'json'])
    expect(JSON.parse(child.stdout)).toMatchObject({
      parents: [{ run: id, variation: 1, strength: 'subtle', keep: ['palette'] }],
    })
    expect((await axoloom(['open', id, '--print'])).stdout).toBe(`${theatre.server.url}/runs/${id}\n`)
    expect(await axoloom(['pick', id, '--none'])).toMatchObject({ code: 0 })
    expect((await theatre.run(id)).pick).toBeNull()
  })

  it('can be read by lane, by time and from its end', async () => {
    const id = (await run(['good', 'garbage'], '-f', '-q', '-o', 'name')).stdout.trim()
    const whole = (await axoloom(['logs', id])).stdout.trimEnd().split('\n')
    const lane = (await axoloom(['logs', id, '-v', '1'])).stdout.trimEnd().split('\n')
    const tail = (await axoloom(['logs', id, '--tail', '2', '-f'])).stdout.trimEnd().split('\n')
    const events = (await axoloom(['logs', id, '-o', 'json'])).stdout.trimEnd().split('\n')

    expect(lane.length).toBeGreaterThan(2)
    expect(lane).toEqual(whole.filter((line) => line.startsWith('[1] ')))
    expect(tail).toEqual(whole.slice(-2))
    expect(events.map((line) => JSON.parse(line).seq)).toEqual(events.map((_, i) => i + 1))
    expect((await axoloom(['logs', id, '--since', '2100-01-01'])).stdout).toBe('')
    expect((await axoloom(['logs', id, '-t', '--tail', '1'])).stdout).toMatch(/^\d{4}-\d\d-\d\dT\S+Z \[run\]/)
  })

  it('is retried where it failed, and refuses where nothing has', async () => {
    const bad = (await run(['garbage', 'good'], '-f', '-q', '-o', 'name')).stdout.trim()
    const good = (await run(['good'], '-f', '-q', '-o', 'name')).stdout.trim()

    expect(await axoloom(['retry', bad])).toMatchObject({ code: 0, stderr: expect.stringContaining('1 variation') })
    expect((await theatre.run(bad)).variations.map(({ attempt }) => attempt)).toEqual([2, 1])
    expect(await axoloom(['retry', good])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('name a variation'),
    })
    expect(await axoloom(['retry', good, '-v', '0'])).toMatchObject({ code: 0 })
  })
})

describe('a call that cannot be done ends with one sentence and a code', () => {
  const nowhere = '01arz3ndektsv4rrffq69g5fav'
  const rows: readonly [what: string, args: string[], code: number, sentence: RegExp, env?: Record<string, string>][] =
    [
      ['an unknown command', ['rnu'], 2, /Unknown command 'rnu'.* See axoloom --help\.$/],
      ['an unknown option', ['runs', '--al'], 2, /Unknown option '--al'.* See axoloom runs --help\.$/],
      ['no brief', ['run'], 2, /Missing required argument 'brief'/],
      ['an empty brief', ['run', ' '], 2, /brief.* must not be empty/],
      ['an empty input', ['run', '-'], 2, /Standard input is empty/],
      ['too many', ['run', 'x', '-n', '17'], 2, /whole number from 1 to 16/],
      ['a format nobody knows', ['runs', '-o', 'xml'], 2, /Allowed choices are table, wide, json, yaml, name/],
      ['no run', ['show', nowhere], 3, /See what there is with axoloom runs\.$/],
      ['no id', ['show', 'nonsense'], 2, /nonsense is no run/],
      ['no context', ['runs', '--context', 'x'], 2, /There is no context x/],
      ['no variation', ['pick', nowhere], 2, /or give --none/],
      [
        'nobody there',
        ['runs', '--server', '127.0.0.1:1'],
        1,
        /^error: No Axoloom answers at http:\/\/127\.0\.0\.1:1\. Start/,
      ],
      ['a key that is none', ['runs'], 4, /AXOLOOM_KEY/, { AXOLOOM_KEY: 'axo_wrong-key-of-sixteen' }],
      ['no such file', ['batch', '/nowhere/briefs.jsonl'], 1, /There is no \/nowhere\/briefs\.jsonl/],
    ]

  it.each(rows)('%s', async (_what, args, code, sentence, more = {}) => {
    const ended = await axoloom(args, { env: more })

    expect(ended.stderr.trimEnd()).toMatch(sentence)
    expect([ended.code, ended.stdout, ended.stderr.trimEnd().split('\n').length]).toEqual([code, '', 1])
  })

  it('a variation without a picture', async () => {
    const { id } = await theatre.post(['silent'])
    const ended = await axoloom(['pick', id, '0'])

    expect(ended).toMatchObject({ code: 4, stdout: '' })
    await theatre.call('POST', `/v1/runs/${id}/cancel`)
  })
})

describe('axoloom run --dry-run', () => {
  it('starts nothing and prints what would be', async () => {
    const before = (await theatre.runs()).data.length
    const ended = await axoloom(['run', 'an axolotl', '-n', '2', '--dry-run', '-o', 'json'])

    expect(ended.code).toBe(0)
    expect(JSON.parse(ended.stdout)).toHaveLength(2)
    expect((await theatre.runs()).data).toHaveLength(before)
  })
})

describe('axoloom logs | head', () => {
  it('ends quietly when its reader has enough', async () => {
    const id = (await run(['chat'], '-f', '-q', '-o', 'name')).stdout.trim()
    const cli = startCli(['logs', id], { env: env() })
    cli.child.stdout?.destroy()

    expect(await cli.ended()).toMatchObject({ stderr: '' })
  })
})
