import { describe, expect, it } from 'vitest'
import { AgentError } from '../../agent/agent-error.ts'
import { CallError } from '../../agent/call-error.ts'
import { runDesignLoop } from '../../agent/design-loop.ts'
import type { ImageRequest } from '../../agent/image-model/image-model.ts'
import { startStep } from '../../agent/steps.ts'
import type { TextPart, TextRequest } from '../../agent/text-model/text-model.ts'
import { fakeAssignment } from '../support/fake-gateway.ts'
import { sampleDesign } from '../support/sample-design.ts'
import { capturedEmitter } from './support/captured-emitter.ts'

const better = { ...sampleDesign, name: 'Miso the Second' }
const good = (candidate: unknown): TextPart => ({ type: 'design', candidate })
const said: TextPart = { type: 'text-delta', text: 'the oven is hard to see' }
const verdict = (more: object) => [
  said,
  good({ why: 'the oven is hard to see', verdict: 'revise', changes: 'a larger oven', ...more }),
]

interface Script {
  readonly looks: (TextPart | Error)[][]
  readonly answers?: (TextPart | Error)[][]
  readonly renderer?: 'sketch' | 'comfyui'
  readonly renders?: 'stored' | Error
}

async function* play(parts: readonly (TextPart | Error)[] = []) {
  for (const part of parts) {
    if (part instanceof Error) throw part
    yield part
  }
}

/** Runs the loop with a model that can see. */
async function run({ looks, answers = [[good(sampleDesign)], [good(better)]], renderer = 'sketch', renders }: Script) {
  const { emitter, events } = capturedEmitter()
  const requests: TextRequest[] = []
  const drawn: ImageRequest[] = []
  const pictures: string[] = []
  const pictureSizes: number[] = []
  const textModel = {
    stream: (request: TextRequest) => {
      requests.push(request)
      return play(answers.shift())
    },
    critique: ({ picture }: { picture: Uint8Array }) => {
      pictureSizes.push(picture.length)
      return play(looks.shift())
    },
  }
  const tools = {
    emitter,
    patience: { firstPauseMs: 1 },
    gateway: { putArtifact: async ({ name }: { name: string }) => void pictures.push(name) },
    models: {
      loadTextModel: async () => textModel,
      loadImageModel: async (name: string) => ({
        async *render(request: ImageRequest) {
          drawn.push(request)
          if (name === 'sketch') {
            yield { type: 'image', kind: 'sketch', mediaType: 'image/png', bytes: Buffer.alloc(request.size) } as const
          } else if (renders instanceof Error) throw renders
          else yield { type: 'stored' } as const
        },
      }),
    },
  }
  const assignment = { ...fakeAssignment, critique: true, renderer }
  const step = startStep(emitter, 'imagine', 1)
  const outcome = await runDesignLoop(assignment, step, tools, new AbortController().signal).then(
    (design) => ({ design, error: null }),
    (error: unknown) => ({ design: null, error }),
  )
  const all = events()
  const steps = all.flatMap((event) => (event.type === 'step-start' ? [`${event.data.step} ${event.data.pass}`] : []))
  const logs = all.flatMap((event) => (event.type === 'log' ? [event.data.text] : []))
  return { ...outcome, events: all, steps, logs, requests, pictures, pictureSizes, drawn }
}

describe('a critique', () => {
  it('revises once when that is worth it, before anything is rendered', async () => {
    const { design, steps, logs, requests, pictures, pictureSizes, drawn } = await run({
      looks: [verdict({})],
      renderer: 'comfyui',
    })
    expect(design).toEqual(better)
    expect(steps).toEqual(['imagine 1', 'sketch 1', 'critique 1', 'imagine 2', 'sketch 2', 'render 1'])
    expect(logs).toEqual(['Verdict: revise. a larger oven'])
    expect(requests[1]).toMatchObject({ pass: 2, revision: { design: sampleDesign, changes: 'a larger oven' } })
    expect(pictures).toEqual(['sketch-1', 'sketch-2'])
    expect(pictureSizes).toEqual([512])
    expect(drawn.at(-1)).toMatchObject({ design: better, pass: 1 })
  })

  it.each([
    { what: 'it is good', look: verdict({ verdict: 'keep' }), log: 'Verdict: keep.' },
    { what: 'nothing is to change', look: verdict({ changes: 'None.' }), log: 'Verdict: revise. None.' },
    {
      what: 'there is no verdict',
      look: [good({ why: 1 })],
      log: 'The picture was not judged: the model gave no verdict.',
    },
    {
      what: 'the verdict is cut off',
      look: [{ ...good(null), fault: 'too long' }],
      log: 'The picture was not judged: too long',
    },
    {
      what: 'the call breaks off',
      look: [said, new CallError('cut', 'broken')],
      log: 'The picture was not judged: broken',
    },
    {
      what: 'the budget is used up',
      look: [new AgentError('budget', 'used up')],
      log: 'The picture was not judged: used up',
    },
  ] as const)('lets the picture stand when $what', async ({ look, log }) => {
    const { design, steps, logs } = await run({ looks: [[...look] as TextPart[]] })
    expect(design).toEqual(sampleDesign)
    expect(steps).toEqual(['imagine 1', 'sketch 1', 'critique 1'])
    expect(logs).toEqual([log])
  })

  it('keeps the first design when the revision fails', async () => {
    const answers = [[good(sampleDesign)], [new AgentError('model-refused', 'declined')]]
    const { design, pictures, logs } = await run({ looks: [verdict({})], answers })
    expect(design).toEqual(sampleDesign)
    expect(pictures).toEqual(['sketch-1'])
    expect(logs.at(-1)).toBe('The first design stands, its revision failed: declined')
  })

  it('counts a busy back-end before the first word as no pass', async () => {
    const { steps, logs } = await run({ looks: [[new CallError('busy', 'busy')], verdict({ verdict: 'keep' })] })
    expect(steps).toEqual(['imagine 1', 'sketch 1', 'critique 1'])
    expect(logs).toEqual(['Verdict: keep.'])
  })
})

describe('a render that fails for good', () => {
  it('fails the attempt by its reason, after the sketch is stored', async () => {
    const looks = [verdict({ verdict: 'keep' })]
    const renders = new AgentError('render-failed', 'No such file: flux.')
    const { error, pictures, steps } = await run({ looks, renderer: 'comfyui', renders })
    expect(error).toBe(renders)
    expect(pictures).toEqual(['sketch-1'])
    expect(steps.at(-1)).toBe('render 1')
  })
})
