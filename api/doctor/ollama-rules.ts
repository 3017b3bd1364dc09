import { wordsOf } from '../backends/error-words.ts'
import { hasName } from '../backends/ollama-names.ts'
import { type Probed, probeOllama } from '../backends/probe.ts'
import { failed, fixBy, type Outcome, ok, skipped, warning } from '../runner/runner-check.ts'
import { quoted, type Rule } from './rule.ts'

export interface OllamaOptions {
  readonly url: string
  readonly model: string
  /** Whether the settings want the model in memory from the start. */
  readonly isWarm: boolean
  /** Loads the model; null while no server runs that could. */
  readonly warm: ((model: string) => Promise<void>) | null
}

/** Less than a rule's own limit, so that its words are heard. */
const LOOK_MS = 4000

/** Whether Ollama answers, has the model, and has it in memory. Null: the settings name none. */
export function ollamaRules(options: OllamaOptions | null): Rule[] {
  const rule = (id: string, about: string, judge: (options: OllamaOptions, look: Look) => Outcome): Rule => ({
    id,
    area: 'models',
    about,
    look: async (signal) => (options === null ? unset : judge(options, await lookAt(options.url, signal))),
  })
  const warm = rule('ollama-warm', 'Whether the model of Ollama is loaded', judgeWarm)
  const load = options?.warm ?? null
  return [
    rule('ollama', 'Ollama', judgeReach),
    rule('ollama-model', 'The model of Ollama', judgeModel),
    options === null || load === null ? warm : { ...warm, mend: () => loadNow(load, options.model) },
  ]
}

const unset = skipped('Ollama is not used.', 'OLLAMA_HOST is not set.')

type Look = { readonly probed: Probed } | { readonly fault: string }

async function lookAt(url: string, signal: AbortSignal): Promise<Look> {
  try {
    return { probed: await probeOllama(url, AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)])) }
  } catch (error) {
    return { fault: wordsOf(error) }
  }
}

function judgeReach({ url }: OllamaOptions, look: Look): Outcome {
  if ('probed' in look) return ok(`Ollama ${look.probed.version ?? ''} answers at ${url}.`.replace('  ', ' '))
  const what = `Ollama does not answer at ${url}.`
  if (look.fault.includes('answered in 403')) {
    return failed(
      what,
      'It refuses this name: it listens on loopback only, and takes calls to no other.',
      fixBy('Have it listen for others, on its machine.', 'OLLAMA_HOST=0.0.0.0 ollama serve'),
    )
  }
  return failed(what, look.fault, fixBy('Start it on its machine, or correct OLLAMA_HOST.', 'ollama serve'))
}

const unseen = (what: string) => skipped(what, 'Ollama does not answer; see the finding about it.')

function judgeModel({ url, model }: OllamaOptions, look: Look): Outcome {
  if ('fault' in look) return unseen('Whether Ollama has the model is not known.')
  const models = look.probed.models ?? []
  if (hasName(models, model)) return ok(`Ollama has ${model}.`)
  return failed(
    `Ollama does not have ${model}.`,
    models.length === 0 ? 'It has no model at all.' : `It has ${models.slice(0, 10).join(', ')}.`,
    fixBy('Fetch it, or set OLLAMA_MODEL to one it has.', `OLLAMA_HOST=${quoted(url)} ollama pull ${quoted(model)}`),
  )
}

function judgeWarm({ url, model, isWarm }: OllamaOptions, look: Look): Outcome {
  if ('fault' in look) return unseen('Whether the model is loaded is not known.')
  if (hasName(look.probed.loaded ?? [], model)) return ok(`${model} is loaded.`)
  if (!hasName(look.probed.models ?? [], model)) return skipped('No model is loaded.', 'Ollama does not have it.')
  const what = `${model} is not loaded.`
  const body = JSON.stringify({ model, messages: [], keep_alive: '30m' })
  const fix = fixBy('Load it now.', `curl ${quoted(`${url}/api/chat`)} -d ${quoted(body)}`)
  const late = 'The first call loads it, which usually takes half a minute.'
  return isWarm
    ? warning(what, `OLLAMA_WARM asks for it. ${late}`, fix)
    : skipped(what, `${late} OLLAMA_WARM=1 does it ahead.`, fix)
}

async function loadNow(load: (model: string) => Promise<void>, model: string): Promise<string> {
  await load(model)
  return `Asked Ollama to load ${model}.`
}
