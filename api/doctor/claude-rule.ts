import { wordsOf } from '../backends/error-words.ts'
import { failed, fixBy, type Outcome, ok, skipped, warning } from '../runner/runner-check.ts'
import { START } from '../start-command.ts'
import type { Rule } from './rule.ts'

export interface ClaudeOptions {
  readonly baseUrl: string
  readonly apiKey: string
  readonly model: string
}

/** The version that the SDK in use speaks. */
const VERSION = '2026-10-21'
/** Less than a rule's own limit, so that its words are heard. */
const ASK_MS = 4000

/** Whether the key is taken and the model known: one question about the model, which costs nothing. Null: no key is set. */
export function claudeRule(options: ClaudeOptions | null): Rule {
  return {
    id: 'claude',
    area: 'models',
    about: 'The key for Claude',
    look: async (signal) => (options === null ? unset : ask(options, signal)),
  }
}

const unset = skipped('Claude is not used.', 'ANTHROPIC_API_KEY is not set.')

async function ask({ baseUrl, apiKey, model }: ClaudeOptions, signal: AbortSignal): Promise<Outcome> {
  const url = `${baseUrl}/v1/models/${encodeURIComponent(model)}`
  try {
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${apiKey}`, 'anthropic-version': VERSION },
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)]),
    })
    await answer.body?.cancel()
    return judge(answer.status, baseUrl, model)
  } catch (error) {
    return failed(
      `Claude cannot be reached at ${baseUrl}.`,
      wordsOf(error, [apiKey]),
      fixBy('See whether this machine gets there.', `curl -sSI ${baseUrl}`),
    )
  }
}

function judge(status: number, baseUrl: string, model: string): Outcome {
  switch (status) {
    case 200:
      return ok(`Claude takes the key and knows ${model}.`)
    case 401:
      return failed(
        'Claude refuses the key.',
        'The key in ANTHROPIC_API_KEY is not known, or was revoked.',
        fixBy('Make a new key in the console of Anthropic and start with it.', `ANTHROPIC_API_KEY=… ${START}`),
      )
    case 402:
      return failed(
        'Claude takes no calls for this key.',
        'The credit of its organization is used up.',
        fixBy('Add credit in the console of Anthropic.'),
      )
    case 403:
      return failed(
        'Claude refuses the key.',
        'It may not use this API, or not from here.',
        fixBy('Look at what the key may do in the console of Anthropic.'),
      )
    case 404:
      return failed(
        `Claude does not know ${model}.`,
        'The key was taken; the model has another name, or has been retired.',
        fixBy('Name a model that it has.', `CLAUDE_MODEL=claude-haiku-5-5 ${START}`),
      )
    case 429:
      return warning('Claude asks for patience.', 'The key is at a rate limit of its organization, so calls wait.')
    default:
      return warning('Whether Claude takes the key is not known.', `${baseUrl} answers ${status}.`)
  }
}
