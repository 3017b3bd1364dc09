import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { parseEnv } from 'node:util'
import { afterEach, expect, it } from 'vitest'
import { Settings } from '../../api/settings.ts'
import { usage } from '../../scripts/fake.ts'

const started: ChildProcessWithoutNullStreams[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

function fake(...args: readonly string[]) {
  const child = spawn(process.execPath, ['scripts/fake.ts', ...args])
  started.push(child)
  const output = { text: '' }
  child.stdout.on('data', (bytes) => {
    output.text += bytes
  })
  child.stderr.on('data', (bytes) => {
    output.text += bytes
  })
  return { child, output, ended: once(child, 'exit').then(([code]) => code) }
}

const probes = [
  ['ollama', '/api/tags'],
  ['claude', '/'],
  ['comfyui', '/system_stats'],
] as const

it.each(probes)('%s comes up, says with which settings the API finds it, and goes on SIGTERM', async (kind, path) => {
  const { child, output, ended } = fake(kind, '--port', '0')
  await expect.poll(() => output.text, { timeout: 15_000 }).toContain('npm start')
  const [, url = ''] = /is up: (\S+)/.exec(output.text) ?? []
  const [, line = ''] = /In another terminal: (.*) npm start/.exec(output.text) ?? []
  const settings = parseEnv(line.replaceAll(' ', '\n'))

  expect((await fetch(`${url}${path}`, { headers: { 'x-api-key': 'any' } })).status).toBeLessThan(500)
  expect(Object.keys(settings).filter((name) => !(name in Settings.shape))).toEqual([])
  expect(Object.values(settings)).toContain(url)
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
})

it('plays a fault as often as it is told to', async () => {
  const { output } = fake('ollama', '--port', '0', '--fault', 'busy', '--times', '1')
  await expect.poll(() => output.text, { timeout: 15_000 }).toContain('npm start')
  const [, url = ''] = /is up with busy: (\S+)/.exec(output.text) ?? []
  const chat = () =>
    fetch(`${url}/api/chat`, {
      method: 'POST',
      body: '{"model":"qwen2.5:7b","messages":[{"role":"user","content":"hi"}]}',
    }).then(({ status }) => status)

  expect([await chat(), await chat()]).toEqual([503, 200])
})

const mistakes = [
  [['llama'], 'There is no fake llama; there are ollama, claude, comfyui.'],
  [['ollama', '--fault', 'boredom'], 'ollama has no fault boredom; there are broken-json,'],
  [['ollama', '--port', 'many'], '--port must be a whole number, not many.'],
  [['ollama', '--pace', '3'], "Unknown option '--pace'"],
] as const
it.each(mistakes)('%j ends with advice', async (args, advice) => {
  const { output, ended } = fake(...args)

  expect(await ended).toBe(1)
  expect(output.text).toContain(advice)
  expect(output.text).not.toContain('    at ')
})

it('says which port is in use', async () => {
  const { output } = fake('ollama', '--port', '0')
  await expect.poll(() => output.text, { timeout: 15_000 }).toContain('npm start')
  const [, port = ''] = /:(\d+)/.exec(output.text) ?? []
  const second = fake('ollama', '--port', port)

  expect(await second.ended).toBe(1)
  expect(second.output.text).toBe(`Port ${port} is in use; choose another with --port.\n`)
})

it('--help names every server with its faults', async () => {
  const text = await usage()

  for (const name of ['ollama', 'claude', 'comfyui', 'error-mid-stream', 'overloaded', 'view-404']) {
    expect(text).toContain(name)
  }
})
