import type { BackendList } from '#contract/backends.ts'
import type { EventData, VariationPlan } from '#contract/event.ts'
import { type Beat, fakeDesign } from './fake-race.ts'

/** What a server with all back-ends answers to `GET /v1/backends`. */
export function fakeBackends(change: Partial<BackendList> = {}): BackendList {
  const calm = { loaded: null, serverQueue: null, version: null, lastError: null, circuit: 'closed' } as const
  const lastError = { message: 'connect ECONNREFUSED 10.0.0.7:8188', at: new Date(Date.now() - 95_000).toISOString() }
  const ollama = { models: ['qwen2.5:7b', 'llama3.2:3b'], isReachable: true, isWarm: true, queueLength: 3 }
  const comfyui = { models: null, isWarm: null, queueLength: 1 }
  return {
    designers: [
      { name: 'scripted', models: [], defaultModel: null },
      { name: 'ollama', models: ['qwen2.5:7b', 'llama3.2:3b'], defaultModel: 'qwen2.5:7b' },
      { name: 'claude', models: null, defaultModel: 'claude-haiku-5-5' },
    ],
    renderers: [{ name: 'sketch' }, { name: 'comfyui' }],
    defaults: { designer: 'ollama', renderer: 'comfyui' },
    backends: [
      { ...calm, ...ollama, name: 'ollama', url: 'http://127.0.0.1:11434' },
      {
        ...calm,
        name: 'claude',
        url: 'https://api.anthropic.com',
        models: null,
        isReachable: null,
        isWarm: null,
        queueLength: 0,
      },
      { ...calm, ...comfyui, name: 'comfyui', url: 'http://10.0.0.6:8188', isReachable: true, serverQueue: 2 },
      {
        ...calm,
        ...comfyui,
        name: 'comfyui',
        url: 'http://10.0.0.7:8188',
        isReachable: false,
        lastError,
        circuit: 'open',
      },
    ],
    ...change,
  }
}

export const isMadeByModels = ({ designer, renderer }: VariationPlan): boolean =>
  designer !== 'scripted' || renderer !== 'sketch'

/**
 * How an attempt with models goes. Where the brief says "stands", each lane stops at something worth looking at: 1 renders,
 * 2 waits for its model, 3 is parked on the budget (at attempt 1), 4 fails to render.
 */
export function modelScript(plan: VariationPlan, brief: string, attempt: number): readonly Beat[] {
  const isStill = brief.includes('stands')
  if (isStill && plan.index === 1) return [...opening(plan), ...queueing]
  if (isStill && plan.index === 2 && attempt === 1) return [...opening(plan), ...parking]
  const made = [...opening(plan), ...designing(plan), ...sketching]
  if (isStill && plan.index === 3) return [...made, ...failing]
  const rendering = [...made, ...queueForRender, ...comingAlong]
  return isStill && plan.index === 0 ? rendering : [...rendering, ...finishing]
}

const wait = (data: EventData<'attempt-wait'>, afterMs = 60): Beat => ({ afterMs, type: 'attempt-wait', data })
const waitOver = wait({ reason: null, message: '' })
const think = (text: string, pass: number): Beat => ({ afterMs: 60, type: 'thought-delta', data: { text, pass } })

function opening({ index }: VariationPlan): Beat[] {
  const where = { text: `process ${5000 + index} on this machine`, details: { pid: `${5000 + index}` } }
  return [
    { afterMs: 60, type: 'attempt-start', data: { runner: 'local', where } },
    { afterMs: 20, type: 'step-start', data: { step: 'imagine', pass: 1 } },
  ]
}

const queueing: Beat[] = [
  wait({ reason: 'model-load', message: 'Ollama loads qwen2.5:7b.' }),
  waitOver,
  wait({ reason: 'model-queue', position: 2, message: '' }),
]

const budgetWords =
  'The budget of $0.05 for this run is used up. PATCH /v1/runs/01jd0000000000000000000000 {"budgetUsd": 0.1} raises it.'
const budget = { of: 'run', budgetUsd: 0.05, usedUsd: 0.048, callUsd: 0.004, enoughUsd: 0.104 } as const
const parking: Beat[] = [
  wait({ reason: 'budget', message: budgetWords, budget }),
  {
    afterMs: 400,
    type: 'attempt-end',
    data: { outcome: 'failed', reason: 'budget', message: budgetWords, isRetryable: true, budget },
  },
]

/** The first pass is cut off after some words, so there is a second. */
function designing({ index, designer, model }: VariationPlan): Beat[] {
  const isOwn = designer !== 'claude'
  const usage = (call: string, known: boolean): Beat => ({
    afterMs: 20,
    type: 'usage',
    data: {
      call,
      provider: designer,
      model: model ?? (isOwn ? 'qwen2.5:7b' : 'claude-haiku-5-5'),
      inputTokens: 1840,
      outputTokens: known ? 612 : null,
      cachedTokens: isOwn ? null : 1536,
      firstTokenMs: 640,
      ms: 5200,
      costUsd: isOwn ? 0 : known ? 0.0123 : null,
    },
  })
  return [
    think('A lighthouse, then, and somebody who is afraid of the dark in it. The lamp could be', 1),
    usage('imagine-1-a', index !== 0),
    { afterMs: 40, type: 'log', data: { text: 'The stream broke off: pass 1 is discarded.' } },
    { afterMs: 20, type: 'step-start', data: { step: 'imagine', pass: 2 } },
    think('Someone who keeps the lamp for others and a candle for herself. ', 2),
    think('The colours come from the sea at four in the morning, and one warm yellow.', 2),
    usage('imagine-2-b', true),
    { afterMs: 60, type: 'design', data: { design: fakeDesign(index), pass: 2 } },
    { afterMs: 20, type: 'step-end', data: { step: 'imagine', pass: 2, ms: 5200 } },
  ]
}

const sketching: Beat[] = [
  { afterMs: 20, type: 'step-start', data: { step: 'sketch', pass: 1 } },
  { afterMs: 60, picture: 'sketch' },
  { afterMs: 20, type: 'step-end', data: { step: 'sketch', pass: 1, ms: 400 } },
  { afterMs: 20, type: 'step-start', data: { step: 'render', pass: 1 } },
]

const queueForRender: Beat[] = [
  wait({ reason: 'render-queue', position: 2, message: 'ComfyUI renders one picture at a time.' }),
  { ...waitOver, afterMs: 300 },
]

const progress = (value: number): Beat => ({ afterMs: 60, type: 'image-progress', data: { value, max: 4 } })
const comingAlong: Beat[] = [progress(1), { afterMs: 200, picture: 'preview' }, progress(2), progress(3)]

const pictureUse: Beat = {
  afterMs: 20,
  type: 'usage',
  data: {
    call: 'render-1-c',
    provider: 'comfyui',
    model: 'flux1-schnell.safetensors',
    inputTokens: null,
    outputTokens: null,
    cachedTokens: null,
    firstTokenMs: null,
    ms: 9100,
    costUsd: 0,
  },
}

const finishing: Beat[] = [
  progress(4),
  { afterMs: 60, picture: 'render' },
  pictureUse,
  { afterMs: 20, type: 'step-end', data: { step: 'render', pass: 1, ms: 9300 } },
  { afterMs: 20, type: 'step-start', data: { step: 'critique', pass: 1 } },
  think('It reads at a glance, and the lamp is hers.', 1),
  { afterMs: 60, type: 'step-end', data: { step: 'critique', pass: 1, ms: 900 } },
  { afterMs: 20, type: 'attempt-end', data: { outcome: 'succeeded' } },
]

const failing: Beat[] = [
  {
    afterMs: 60,
    type: 'attempt-end',
    data: {
      outcome: 'failed',
      reason: 'render-failed',
      message: 'ComfyUI lacks the file clip_l.safetensors.',
      isRetryable: true,
    },
  },
]
