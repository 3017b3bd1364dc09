import { onTestFinished } from 'vitest'
import { openBackends } from '../../../../api/backends/open-backends.ts'
import { type RenderHandle, type RenderTools, renderPicture } from '../../../../api/gateway/comfyui/render-picture.ts'
import { ServerPool } from '../../../../api/gateway/comfyui/server-pool.ts'
import { type ComfyTimings, comfyTimings } from '../../../../api/gateway/comfyui/timings.ts'
import { openWorkflow, type WorkflowSettings } from '../../../../api/gateway/comfyui/workflow.ts'
import {
  type FakeComfyui,
  type FakeComfyuiOptions,
  startFakeComfyui,
} from '../../../support/comfyui-server/comfyui-server.ts'
import { postJson, silent } from '../../../support/test-gateway.ts'

/** Short enough that a test sees the end of each limit, long enough for a busy machine. */
export const quick: ComfyTimings = {
  ...comfyTimings,
  pollMinMs: 40,
  pollMaxMs: 200,
  hintMs: 10,
  absentMs: 50,
  unreachableMs: 1500,
  repostMs: 20,
  renderMs: 10_000,
  cancelMs: 5000,
  pickMs: 40,
  answerMs: 2000,
  postMs: 2000,
  pictureMs: 2000,
  pingMs: 5000,
  openMs: 5000,
  reopenMs: 20,
}

export const files: WorkflowSettings['files'] = {
  unet: 'flux1-schnell.safetensors',
  clip1: 't5xxl_fp8_e4m3fn.safetensors',
  clip2: 'clip_l.safetensors',
  vae: 'ae.safetensors',
  checkpoint: 'flux1-schnell-fp8.safetensors',
}

export interface StudioOptions {
  readonly layout?: WorkflowSettings['layout']
  readonly files?: WorkflowSettings['files']
  readonly timings?: Partial<ComfyTimings>
}

export interface Order {
  readonly seed?: number
  readonly size?: number
  readonly runId?: string
  readonly resume?: RenderHandle
}

/** One render that was asked for, with all that was told of it. */
export interface Ordered {
  readonly picture: Promise<Uint8Array>
  readonly handles: RenderHandle[]
  readonly places: (number | null)[]
  readonly steps: string[]
  readonly previews: Uint8Array[]
  stop(reason?: Error): void
}

export interface Studio {
  readonly tools: RenderTools
  order(order?: Order): Ordered
  /** Lets the circuits think that so much time has passed, in milliseconds. */
  skip(ms: number): void
}

/** A fake server that ends with the test. */
export async function fakeServer(options: Partial<FakeComfyuiOptions> = {}): Promise<FakeComfyui> {
  const server = await startFakeComfyui({ generation: '0.38', ...options })
  onTestFinished(() => server.close())
  return server
}

/** Renders on these servers, with the real client and real circuits. */
export function openStudio(servers: readonly (FakeComfyui | string)[], options: StudioOptions = {}): Studio {
  const timings = { ...quick, ...options.timings }
  const layout = options.layout ?? 'files'
  const settings = { layout, files: options.files ?? files }
  const urls = servers.map((server) => (typeof server === 'string' ? server : server.url))
  let skippedMs = 0
  const now = () => performance.now() + skippedMs
  const backends = openBackends({ ollama: null, claude: null, comfyui: { urls, ...settings } }, silent, { now })
  const workflow = openWorkflow(settings)
  const closing = new AbortController()
  const pool = new ServerPool({ backends: backends.comfyui, workflow, timings })
  const tools: RenderTools = { pool, workflow, timings, closing: closing.signal }
  onTestFinished(async () => {
    closing.abort()
    await backends.close()
  })
  return {
    tools,
    order: (order = {}) => orderOf(tools, order),
    skip: (ms) => {
      skippedMs += ms
    },
  }
}

function orderOf(tools: RenderTools, { seed = 7, size = 256, runId = 'run-1', resume }: Order): Ordered {
  const stop = new AbortController()
  const handles: RenderHandle[] = []
  const places: (number | null)[] = []
  const steps: string[] = []
  const previews: Uint8Array[] = []
  const who = { runId, attemptId: 'attempt-1', priority: 0 }
  const request = { who, prompt: 'an axolotl', seed, size, folder: `axoloom/${runId}/0-1`, resume: resume ?? null }
  const listener = {
    keepHandle: async (handle: RenderHandle) => void handles.push(handle),
    onPlace: (position: number | null) => void places.push(position),
    onProgress: (value: number, max: number) => void steps.push(`${value}/${max}`),
    onPreview: (bytes: Uint8Array) => void previews.push(bytes),
  }
  const picture = renderPicture(tools, request, listener, stop.signal)
  // a test that looks at something else first must not fail for it
  picture.catch(() => {})
  onTestFinished(() => stop.abort(new Error('The test is over.')))
  return { picture, handles, places, steps, previews, stop: (reason = new Error('stopped')) => stop.abort(reason) }
}

/** Somebody else's prompt, which runs until it is interrupted; gives its id. */
export async function occupy(server: FakeComfyui): Promise<string> {
  server.script({ run: { deeds: [{ at: 'step-1', deed: 'stall' }] } })
  const slots = { prompt: 'a stranger', seed: 1, width: 64, height: 64, prefix: 'stranger' }
  const prompt = openWorkflow({ layout: 'files', files }).fill(slots)
  const answer = await postJson(`${server.url}/prompt`, { prompt, client_id: 'stranger' })
  const { prompt_id: id } = (await answer.json()) as { prompt_id: string }
  await server.when((record) => record.id === id && record.state === 'running')
  return id
}
