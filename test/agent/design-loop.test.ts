import { describe, expect, it } from 'vitest'
import { runDesignLoop } from '../../agent/design-loop.ts'
import { createEmitter } from '../../agent/emitter.ts'
import type { Picture } from '../../agent/gateway-client.ts'
import type { ImagePart } from '../../agent/image-model/image-model.ts'
import { startStep } from '../../agent/steps.ts'
import type { TextPart } from '../../agent/text-model/text-model.ts'
import { decodeLogLine } from '../../contract/log-line.ts'
import { fakeAssignment } from '../support/fake-gateway.ts'
import { sampleDesign } from '../support/sample-design.ts'

const image: ImagePart = { type: 'image', kind: 'sketch', mediaType: 'image/png', bytes: Buffer.from('png') }

/** Runs the loop with models that give these parts, one list for each pass. */
async function run({ passes, parts = [image] }: { passes: TextPart[][]; parts?: ImagePart[] }) {
  let printed = ''
  const emitter = createEmitter({
    write: (bytes, offset) => {
      printed += bytes.toString('utf8', offset)
      return bytes.length - offset
    },
  })
  const pictures: Picture[] = []
  const tools = {
    emitter,
    gateway: { putArtifact: async (picture: Picture) => void pictures.push(picture) },
    models: {
      loadTextModel: async () => ({
        async *stream() {
          yield* passes.shift() ?? []
        },
      }),
      loadImageModel: async () => ({
        async *render() {
          yield* parts
        },
      }),
    },
  }
  const outcome = await runDesignLoop(
    fakeAssignment,
    startStep(emitter, 'imagine', 1),
    tools,
    new AbortController().signal,
  )
    .then((design) => ({ design }))
    .catch((error: unknown) => ({ error }))
  emitter.close()
  const events = printed
    .split('\n')
    .slice(0, -1)
    .map((line) => decodeLogLine(line)?.event)
  return { ...outcome, events, pictures }
}

const thought: TextPart = { type: 'text-delta', text: 'a warm oven' }
const good: TextPart = { type: 'design', candidate: sampleDesign }
const bad: TextPart = { type: 'design', candidate: { ...sampleDesign, morph: 'salamander' } }
const ms = expect.any(Number)

describe('runDesignLoop', () => {
  it('goes from thoughts to a design to a stored picture', async () => {
    const { design, events, pictures } = { design: undefined, ...(await run({ passes: [[thought, good]] })) }
    expect(design).toEqual(sampleDesign)
    expect(events).toEqual([
      { type: 'step-start', data: { step: 'imagine', pass: 1 } },
      { type: 'thought-delta', data: { text: 'a warm oven', pass: 1 } },
      { type: 'design', data: { design: sampleDesign, pass: 1 } },
      { type: 'step-end', data: { step: 'imagine', pass: 1, ms } },
      { type: 'step-start', data: { step: 'sketch', pass: 1 } },
      { type: 'step-end', data: { step: 'sketch', pass: 1, ms } },
    ])
    expect(pictures).toEqual([{ name: 'sketch-1', kind: 'sketch', step: 'sketch', bytes: Buffer.from('png') }])
  })

  it('asks once more when the design is not valid, and says why in the log', async () => {
    const { design, events } = { design: undefined, ...(await run({ passes: [[bad], [thought, good]] })) }
    expect(design).toEqual(sampleDesign)
    expect(events.map((event) => event?.type)).toEqual([
      ...['step-start', 'log', 'step-end'],
      ...['step-start', 'thought-delta', 'design', 'step-end'],
      ...['step-start', 'step-end'],
    ])
    expect(events[1]).toMatchObject({ data: { text: expect.stringContaining('morph') } })
    expect(events[5]).toMatchObject({ data: { pass: 2 } })
  })

  it.each([
    { name: 'two that are not valid', passes: [[bad], [bad], [good]] },
    { name: 'none at all', passes: [[thought], [thought], [good]] },
  ])('fails with no-result when a model gives $name', async ({ passes }) => {
    const { events, pictures, ...outcome } = await run({ passes })
    expect(outcome).toMatchObject({ error: { name: 'AgentError', reason: 'no-result' } })
    expect(events.filter((event) => event?.type === 'design')).toEqual([])
    expect(pictures).toEqual([])
  })

  it('fails with render-failed when there is no picture', async () => {
    const outcome = await run({ passes: [[good]], parts: [{ type: 'progress', value: 1, max: 2 }] })
    expect(outcome).toMatchObject({ error: { reason: 'render-failed' } })
  })
})
