import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { chart } from './render-chart.ts'
import { describeWith, findTool, type Outcome, run } from './tools.ts'

const python = findTool('python3')

let folder = ''
let servers: Server[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'axoloom-chart-'))
})

afterEach(async () => {
  for (const server of servers) server.closeAllConnections()
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  servers = []
  await rm(folder, { recursive: true, force: true })
})

describeWith([], 'the scripts around Ollama', () => {
  const script = (name: string) => join(chart, 'files/ollama', name)

  it('pull a model that is not there, and end the server that did it', async () => {
    const { code, stderr } = await shell(script('pull-model.sh'), await fakeOllama())

    expect(code, stderr).toBe(0)
    expect(await calls()).toEqual(['serve', 'show qwen', 'pull qwen', 'serve ended'])
  })

  it('leave a model alone that is there', async () => {
    const { code, stdout } = await shell(script('pull-model.sh'), await fakeOllama('qwen'))

    expect(code).toBe(0)
    expect(stdout).toContain('qwen is there already')
    expect(await calls()).toEqual(['serve', 'show qwen', 'serve ended'])
  })

  it('fail when the server does not start', async () => {
    const ollama = await fakeOllama()
    await writeFile(join(ollama, 'ollama'), '#!/bin/sh\nexit 1\n')

    expect((await shell(script('pull-model.sh'), ollama)).code).not.toBe(0)
  })

  it('load the model without asking it anything', async () => {
    const { code, stderr } = await shell(script('load-model.sh'), await fakeOllama('qwen'))

    expect(code, stderr).toBe(0)
    expect(await calls()).toEqual(['run qwen [an empty prompt]'])
  })

  function shell(path: string, ollama: string): Promise<Outcome> {
    return run('/usr/bin/env', [`PATH=${ollama}:/usr/bin:/bin`, 'MODEL=qwen', '/bin/sh', '-e', path])
  }

  /** Without the questions whether the server is up, whose number depends on how fast it starts. */
  async function calls(): Promise<string[]> {
    const lines = (await readFile(join(folder, 'calls'), 'utf8')).trimEnd().split('\n')
    return lines.filter((line) => line !== 'list')
  }

  /** A folder with a program that writes down how it is called; it has one model, and answers the second question. */
  async function fakeOllama(model = ''): Promise<string> {
    const text = `#!/bin/sh
echo "$1\${2+ $2}\${3+ [\${3:-an empty prompt}]}" >>'${folder}/calls'
case $1 in
serve)
  trap 'echo "serve ended" >>"${folder}/calls"; exit 0' TERM
  while :; do sleep 0.05; done ;;
list) [ -e '${folder}/asked' ] || { : >'${folder}/asked'; exit 1; } ;;
show) [ "$2" = '${model}' ] ;;
esac
`
    await writeFile(join(folder, 'ollama'), text)
    await chmod(join(folder, 'ollama'), 0o755)
    return folder
  }
})

describeWith(python === null ? ['python3'] : [], 'the scripts around ComfyUI', () => {
  const model = randomBytes(3_000_000)
  const sha256 = createHash('sha256').update(model).digest('hex')

  it('fetch a file below the models, once', async () => {
    let asked = 0
    const url = await listen((_request, response) => {
      asked += 1
      response.end(model)
    })

    const first = await fetchModels([{ path: 'unet/flux.bin', url: `${url}/flux`, sha256 }])
    const second = await fetchModels([{ path: 'unet/flux.bin', url: `${url}/flux`, sha256 }])

    expect(first.code, first.stderr).toBe(0)
    expect(second.stdout).toContain('unet/flux.bin is there already')
    expect(asked).toBe(1)
    expect(model.equals(await readFile(join(folder, 'unet/flux.bin')))).toBe(true)
  })

  it('refuse a file that is not what it should be', async () => {
    const url = await listen((_request, response) => response.end('something else'))

    const { code, stderr } = await fetchModels([{ path: 'flux.bin', url, sha256 }])

    expect(code).not.toBe(0)
    expect(stderr).toContain('has another sha256')
    await expect(readFile(join(folder, 'flux.bin'))).rejects.toThrow('ENOENT')
  })

  it('run the workflow to its end', async () => {
    const comfyui = await fakeComfyui('success')

    const { code, stderr } = await warmUp(comfyui.url)

    expect(code, stderr).toBe(0)
    expect(comfyui.prompts).toEqual([{ '1': { class_type: 'A' } }])
    expect(comfyui.polls()).toBe(2)
  })

  it('fail when the workflow fails', async () => {
    const { code, stderr } = await warmUp((await fakeComfyui('error')).url)

    expect(code).not.toBe(0)
    expect(stderr).toContain('the warm-up workflow failed')
  })

  it('fail when the workflow is refused', async () => {
    const url = await listen((request, response) => {
      response.statusCode = request.url === '/prompt' ? 400 : 200
      response.end(JSON.stringify({ error: 'no such node' }))
    })

    const { code, stderr } = await warmUp(url)

    expect(code).not.toBe(0)
    expect(stderr).toContain('the warm-up workflow is refused: {"error":"no such node"}')
  })

  function fetchModels(files: readonly object[]): Promise<Outcome> {
    return comfyuiScript('fetch-models.py', { MODELS: folder, FILES: JSON.stringify(files) })
  }

  function warmUp(url: string): Promise<Outcome> {
    return comfyuiScript('warm-up.py', { SERVER: url, WORKFLOW: '{"1":{"class_type":"A"}}' })
  }

  function comfyuiScript(name: string, env: Readonly<Record<string, string>>): Promise<Outcome> {
    const given = Object.entries(env).map(([key, value]) => `${key}=${value}`)
    return run('/usr/bin/env', [...given, python ?? '', join(chart, 'files/comfyui', name)])
  }
})

/** A server on a free port of loopback, for the time of a test. */
async function listen(onRequest: RequestListener): Promise<string> {
  const server = createServer(onRequest)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return `http://127.0.0.1:${port}`
}

/** Answers as ComfyUI does: an entry of its history is there when its prompt has ended, at the second look. */
async function fakeComfyui(status: string) {
  const prompts: unknown[] = []
  let id = ''
  let polls = 0
  const Prompt = z.object({ prompt: z.unknown(), prompt_id: z.uuid(), client_id: z.string() })
  const url = await listen(async (request, response) => {
    let answer: unknown = {}
    if (request.url === '/system_stats') answer = { system: {} }
    if (request.url === '/prompt') {
      const body = Prompt.parse(JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString()))
      prompts.push(body.prompt)
      id = body.prompt_id
      answer = { prompt_id: id, number: 0, node_errors: {} }
    }
    if (request.url === `/history/${id}` && ++polls === 2) answer = { [id]: { status: { status_str: status } } }
    response.end(JSON.stringify(answer))
  })
  return { url, prompts, polls: () => polls }
}
