import type { RunEvent } from '../../contract/event.ts'
import { type FakeAnthropic, startFakeAnthropic } from '../support/anthropic-server/anthropic-server.ts'
import { type FakeComfyui, startFakeComfyui } from '../support/comfyui-server/comfyui-server.ts'
import { seededFaults as pictureFaults } from '../support/comfyui-server/seeded-faults.ts'
import { type FakeOllama, startFakeOllama } from '../support/ollama-server/ollama-server.ts'
import { breachesOf, hasEnded, openTheatre, type Theatre } from '../support/theatre.ts'
import { seededFaults as textFaults } from '../support/wire-server/seeded-faults.ts'

/** A race that takes longer than this has hung, which is a violation too. */
const TRIAL_MS = 180_000

/** The real server and real agents, with a model server of each kind that plays faults. */
export interface ModelStage {
  readonly theatre: Theatre
  readonly ollama: FakeOllama
  readonly claude: FakeAnthropic
  readonly comfyui: FakeComfyui
  close(): Promise<void>
}

export async function openModelStage(): Promise<ModelStage> {
  const ollama = await startFakeOllama({ parallel: 2 })
  const claude = await startFakeAnthropic()
  const comfyui = await startFakeComfyui({ generation: '0.38', stepMs: 20 })
  const env = {
    ...{ OLLAMA_HOST: ollama.url, OLLAMA_PARALLEL: '2', COMFYUI_URLS: comfyui.url, RENDERER: 'comfyui' },
    ...{ ANTHROPIC_API_KEY: 'sk-of-the-proof', ANTHROPIC_BASE_URL: claude.url },
  }
  const theatre = await openTheatre({ env, hasRealAgents: true })
  const close = async () => {
    await theatre.close()
    for (const server of [ollama, claude, comfyui]) await server.close()
  }
  return { theatre, ollama, claude, comfyui, close }
}

/**
 * A race of two lanes whose servers go wrong as the seed says. Gives a sentence for each lane without an end, each call
 * that was charged twice, and each picture that no server has finished.
 */
export async function runModelTrial(stage: ModelStage, seed: number): Promise<{ names: string; violations: string[] }> {
  const { theatre, ollama, claude, comfyui } = stage
  const text = textFaults(seed, { most: 3, hasSilence: false })
  const pictures = pictureFaults(seed, { most: 2, hasSilence: false })
  ollama.script(...text.ollama)
  claude.script(...text.claude)
  comfyui.script(...pictures.comfyui)
  const names = [...text.ollama, ...text.claude].map(({ name }) => name).concat(pictures.names)
  const finishedBefore = countFinished(comfyui)
  try {
    const variations = [{ designer: 'ollama' }, { designer: 'claude' }]
    const { id } = await theatre.post(['night', 'sea'], { variations })
    const events = await theatre.until(id, 'the end', hasEnded, TRIAL_MS)
    const violations = judge(events, countFinished(comfyui) - finishedBefore)
    return { names: names.join(', '), violations }
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error)
    return { names: names.join(', '), violations: [`the trial broke: ${what.slice(0, 2000)}`] }
  }
}

const countFinished = (comfyui: FakeComfyui) => comfyui.prompts.filter(({ state }) => state === 'success').length

function judge(events: readonly RunEvent[], finished: number): string[] {
  const calls = events.flatMap((event) =>
    event.type === 'usage' ? [`${event.variation}/${event.attempt}/${event.data.call}`] : [],
  )
  const twice = calls.filter((call, i) => calls.indexOf(call) !== i)
  const renders = events.filter((event) => event.type === 'artifact' && event.data.kind === 'render')
  const succeeded = events.filter((event) => event.type === 'attempt-end' && event.data.outcome === 'succeeded')
  return [
    ...breachesOf(events),
    ...twice.map((call) => `call ${call} was charged twice`),
    ...(renders.length > finished ? [`${renders.length} pictures are shown, ${finished} were finished`] : []),
    ...(renders.length < succeeded.length ? [`${succeeded.length} succeeded with ${renders.length} pictures`] : []),
  ]
}
