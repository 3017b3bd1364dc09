import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CliOptions, type CliResult, runCli, startCli } from '../../support/cli-process.ts'
import { stopAgents } from '../../support/server-process.ts'
import { openTheatre, type Theatre } from '../../support/theatre.ts'

let theatre: Theatre
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'axoloom-cli-'))
  theatre = await openTheatre({ env: { API_KEYS: 'a-key-of-the-settings' } })
})
afterAll(async () => {
  await theatre.close()
  await rm(folder, { recursive: true, force: true })
})

const axoloom = (args: readonly string[], more: CliOptions = {}): Promise<CliResult> =>
  runCli(args, {
    ...more,
    env: {
      AXOLOOM_URL: theatre.server.url,
      AXOLOOM_KEY: 'a-key-of-the-settings',
      XDG_CONFIG_HOME: folder,
      ...more.env,
    },
  })

describe('axoloom keys', () => {
  it('makes a key that gets in, shows it once, and ends it', async () => {
    const made = await axoloom(['keys', 'create', 'ci', '-s', 'read', '--expires', '1d'])
    const key = made.stdout.trim()
    expect(key).toMatch(/^axo_/)
    const [, id = ''] = /Key (\S+) of owner/.exec(made.stderr) ?? []

    expect(await axoloom(['runs'], { env: { AXOLOOM_KEY: key } })).toMatchObject({ code: 0 })
    expect(await axoloom(['run', 'an axolotl'], { env: { AXOLOOM_KEY: key } })).toMatchObject({ code: 4, stdout: '' })
    const list = await axoloom(['keys'])
    expect(list.stdout).toMatch(new RegExp(`^${id} +local +read +valid`, 'm'))
    expect(list.stdout).not.toContain(key)
    expect((await axoloom(['me', '-o', 'json'], { env: { AXOLOOM_KEY: key } })).stdout).toContain(id)
    expect(await axoloom(['keys', 'revoke', id])).toMatchObject({ code: 0 })
    expect(await axoloom(['runs'], { env: { AXOLOOM_KEY: key } })).toMatchObject({ code: 4 })
  })
})

describe('axoloom context', () => {
  it('keeps servers with their keys, readable by their owner only', async () => {
    const env = { AXOLOOM_URL: '', AXOLOOM_KEY: '', XDG_CONFIG_HOME: join(folder, 'contexts') }
    const input = 'a-key-of-the-settings\n'
    expect(
      await axoloom(['context', 'add', 'stage', theatre.server.url, '--key-file', '-'], { env, input }),
    ).toMatchObject({ code: 0 })

    expect(await axoloom(['runs'], { env })).toMatchObject({ code: 0 })
    expect((await axoloom(['context'], { env })).stdout).toMatch(/^\* +stage +http.* yes$/m)
    expect((await stat(join(folder, 'contexts/axoloom/config.yaml'))).mode & 0o777).toBe(0o600)
    await axoloom(['context', 'add', 'other', 'http://127.0.0.1:1'], { env })
    expect(await axoloom(['context', 'use', 'other'], { env })).toMatchObject({ code: 0 })
    expect(await axoloom(['runs'], { env })).toMatchObject({ code: 1 })
    expect(await axoloom(['runs', '--context', 'stage'], { env })).toMatchObject({ code: 0 })
    expect(await axoloom(['context', 'remove', 'other'], { env })).toMatchObject({ code: 0 })
    expect(await axoloom(['context', 'use', 'other'], { env })).toMatchObject({ code: 3 })
  })
})

describe('axoloom webhooks', () => {
  it('adds, lists and removes', async () => {
    const added = await axoloom(['webhooks', 'add', 'https://hooks.example.com/x', '-e', 'run.ended'])
    expect(added).toMatchObject({ code: 0, stdout: expect.stringMatching(/^whsec_\S+\n$/) })
    const id = (await axoloom(['webhooks', '-o', 'name'])).stdout.trim()

    expect((await axoloom(['webhooks'])).stdout).toMatch(/enabled +run\.ended +https:\/\/hooks\.example\.com\/x/)
    expect(await axoloom(['webhooks', 'remove', id])).toMatchObject({ code: 0 })
    expect((await axoloom(['webhooks', '-o', 'name'])).stdout).toBe('')
  })
})

describe('axoloom batch', () => {
  const line = (customId: string, directions: readonly string[]) =>
    `${JSON.stringify({ customId, brief: `an axolotl, ${customId}`, variations: directions.length, directions })}\n`

  it('sends a file, shows its progress and ends with the code of its outcome', async () => {
    const file = join(folder, 'briefs.jsonl')
    await writeFile(file, line('a', ['good']) + line('b', ['good']) + line('c', ['garbage']))
    const ended = await axoloom(['batch', file, '--select', 'first', '--watch'])
    const id = (await axoloom(['batch', 'list', '-o', 'name'])).stdout.trim()

    expect(ended.stderr).toContain('3 of 3 rows, 1 failed')
    expect(ended.code).toBe(5)
    expect(ended.stdout).toMatch(/ended +3\/3 +1 .*briefs\.jsonl/)
    expect((await axoloom(['batch', 'rows', id, '-o', 'name'])).stdout).toBe('a\nb\nc\n')
    const results = (await axoloom(['batch', 'results', id])).stdout.trimEnd().split('\n')
    expect(results.map((each) => JSON.parse(each).customId).sort()).toEqual(['a', 'b', 'c'])
  })

  it('takes a CSV from standard input, and names every bad line of a file', async () => {
    const input = 'customId,brief,variations\nx,an axolotl,1\n'
    expect(await axoloom(['batch', '-', '--format', 'csv', '--watch', '-q'], { input })).toMatchObject({ code: 0 })
    const bad = await axoloom(['batch', '-'], { input: '{"customId":"a"}\nno json\n' })

    expect(bad).toMatchObject({ code: 2, stdout: '' })
    expect(bad.stderr).toMatch(/lines\/1.*lines\/2/)
  })

  it('deletes one that has ended, and brings it back', async () => {
    const input = 'customId,brief,variations\nx,an axolotl,1\n'
    await axoloom(['batch', '-', '--format', 'csv', '--watch', '-q'], { input })
    const [id = ''] = (await axoloom(['batch', 'list', '-o', 'name'])).stdout.split('\n')
    const deleted = await axoloom(['batch', 'delete', id])

    expect(deleted).toMatchObject({ code: 0, stdout: '' })
    expect(deleted.stderr).toContain(`axoloom batch restore ${id}`)
    expect((await axoloom(['batch', 'show', id])).code).toBe(3)
    expect((await axoloom(['batch', 'restore', id, '-o', 'name'])).stdout).toBe(`${id}\n`)
  })
})

describe('axoloom doctor', () => {
  it('prints what the server finds, and its data', async () => {
    const shown = await axoloom(['doctor'])
    const { findings, counts } = JSON.parse((await axoloom(['doctor', '-o', 'json'])).stdout)

    expect(shown.stdout).toMatch(/^machine\n/)
    expect(shown.code).toBe(counts.failed > 0 ? 1 : 0)
    expect(findings.length).toBeGreaterThan(5)
  })

  it('looks at this machine where no server answers', async () => {
    const env = { DATA_DIR: join(folder, 'none'), PORT: '0', GATEWAY_PORT: '0' }
    const ended = await axoloom(['doctor', '--server', '127.0.0.1:1'], { env })

    expect(ended.stderr).toContain('this machine is looked at from here')
    expect(ended.stdout).toMatch(/^machine\n/)
  })
})

describe('axoloom completion', () => {
  it.each(['bash', 'zsh', 'fish'])('prints a script for %s', async (shell) => {
    const { code, stdout } = await axoloom(['completion', shell])

    expect(code).toBe(0)
    expect(stdout).toContain('axoloom')
    if (shell === 'bash') expect(spawnSync('bash', ['-n'], { input: stdout, encoding: 'utf8' }).stderr).toBe('')
  })

  it('offers commands, options and choices', async () => {
    const offer = async (...words: string[]) => (await axoloom(['complete', '--', ...words])).stdout

    expect(await offer('')).toMatch(/^download\t/m)
    expect(await offer('run', '--des')).toMatch(/^--designer/m)
    expect(await offer('runs', '--state', '')).toMatch(/^partial/m)
  })
})

describe('axoloom up', () => {
  it('starts the server with the flags, and a Ctrl-C stops it', async () => {
    const data = join(folder, 'up')
    const cli = startCli(['up', '-p', '0', '--data', data], { env: { GATEWAY_PORT: '0', LOG_LEVEL: 'warn' } })
    try {
      await cli.until('Axoloom is ready')
      const [, url = ''] = /\): (http\S+)/.exec(cli.stdout()) ?? []
      const version = await axoloom(['version', '-o', 'json'], { env: { AXOLOOM_URL: url } })
      expect(JSON.parse(version.stdout)).toEqual({ client: expect.any(String), server: expect.any(String) })
    } finally {
      cli.child.kill('SIGINT')
    }

    expect(await cli.ended()).toMatchObject({ code: 0, stderr: expect.stringContaining('Stopping') })
    await stopAgents(data)
  })

  it('says in a sentence what is wrong with a setting', async () => {
    const ended = await axoloom(['up', '--host', '0.0.0.0', '--data', join(folder, 'open')])

    expect(ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('set API_KEYS') })
  })
})
