import { failed, fixBy, type Outcome, ok, skipped } from '../runner/runner-check.ts'
import type { Rule } from './rule.ts'

/** What may be asked of one server of ComfyUI. */
export interface ComfyuiLook {
  /** For people: without a password. */
  readonly label: string
  /** Prompts that run or wait there. Rejects with a sentence when it does not answer. */
  queue(signal: AbortSignal): Promise<number>
  /** Null: it has every file and node of the workflow; else a sentence that names what it lacks. Rejects likewise. */
  lacks(signal: AbortSignal): Promise<string | null>
}

/** Less than a rule's own limit, so that its words are heard. */
const LOOK_MS = 4000

/** Whether each server answers, and has what the workflow needs. */
export function comfyuiRules(servers: readonly ComfyuiLook[]): Rule[] {
  if (servers.length === 0) return [unusedRule]
  return servers.flatMap((server, index) => {
    const suffix = index === 0 ? '' : `-${index + 1}`
    const rule = (id: string, about: string, look: Rule['look']): Rule => ({
      ...{ id: `${id}${suffix}`, area: 'pictures', about },
      look: (signal) => look(AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)])),
    })
    return [
      rule('comfyui', server.label, (signal) => reach(server, signal)),
      rule('comfyui-files', `What ${server.label} has`, (signal) => files(server, signal)),
    ]
  })
}

const unusedRule: Rule = {
  id: 'comfyui',
  area: 'pictures',
  about: 'ComfyUI',
  look: async () => skipped('ComfyUI is not used.', 'COMFYUI_URLS is not set.'),
}

async function reach({ label, queue }: ComfyuiLook, signal: AbortSignal): Promise<Outcome> {
  try {
    const waiting = await queue(signal)
    return ok(`${label} answers; ${waiting} ${waiting === 1 ? 'prompt is' : 'prompts are'} in its queue.`)
  } catch (error) {
    return failed(
      `${label} does not answer.`,
      textOf(error),
      fixBy('Start it on its machine, reachable from here, or correct COMFYUI_URLS.', 'python main.py --listen'),
    )
  }
}

async function files({ label, lacks }: ComfyuiLook, signal: AbortSignal): Promise<Outcome> {
  let lacking: string | null
  try {
    lacking = await lacks(signal)
  } catch (error) {
    return skipped(`What ${label} has is not known.`, textOf(error))
  }
  if (lacking === null) return ok(`${label} has every file and node that pictures need.`)
  return failed(
    `${label} cannot draw our pictures.`,
    lacking,
    fixBy(
      'Put the files into its models folder, or name the ones it has in the settings shown; a missing node comes with a newer ComfyUI.',
    ),
  )
}

const textOf = (error: unknown): string =>
  error instanceof Error && error.name === 'TimeoutError'
    ? 'It did not answer in time.'
    : error instanceof Error
      ? error.message
      : String(error)
