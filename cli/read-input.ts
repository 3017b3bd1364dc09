import { usageError } from './cli-error.ts'

/** Longer than any brief, and short enough to be told so before it is sent. */
const MOST_CHARACTERS = 100_000

/** The argument itself, or for `-` what comes on standard input. Throws CliError when there is nothing. */
export async function textArgument(argument: string, stdin: NodeJS.ReadStream): Promise<string> {
  if (argument !== '-') return argument
  stdin.setEncoding('utf8')
  let text = ''
  for await (const chunk of stdin) {
    text += chunk
    if (text.length > MOST_CHARACTERS) throw usageError(`Standard input is longer than ${MOST_CHARACTERS} characters.`)
  }
  if (text.trim() === '') throw usageError('Standard input is empty: send the text to it, or give it in place of -.')
  return text.trim()
}
