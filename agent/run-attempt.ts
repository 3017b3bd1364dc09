import type { FinishRequest } from '#contract/assignment.ts'
import type { Design } from '#contract/design.ts'
import { AgentError } from './agent-error.ts'
import { printDiagnostic } from './diagnostics.ts'
import type { Emitter } from './emitter.ts'
import type { GatewayClient } from './gateway-client.ts'
import { type StartedStep, startStep } from './steps.ts'

export interface AttemptTools {
  readonly emitter: Emitter
  readonly gateway: GatewayClient
}

/**
 * One attempt from claim to finish: resolves when the gateway has accepted how it ended, also when it failed, and
 * rejects when the gateway refused or stayed away. Aborting makes it fail with the reason of `signal`.
 */
export async function runAttempt({ emitter, gateway }: AttemptTools, signal: AbortSignal): Promise<void> {
  const claimed = await gateway.claim(signal)
  // Printed before anything heavy is loaded: it is the first sign of life that a person sees.
  const imagine = startStep(emitter, 'imagine', 1)
  const ending = await endingOf(() => work(claimed, imagine, { emitter, gateway }, signal), signal)
  // A signal of its own: an attempt that was aborted by its own failure still says so.
  await gateway.finish({ ...ending, lines: emitter.lines() }, new AbortController().signal)
}

async function work(claimed: unknown, imagine: StartedStep, tools: AttemptTools, signal: AbortSignal): Promise<Design> {
  const [{ Assignment }, { runDesignLoop }, { createModelLoaders }] = await Promise.all([
    import('#contract/assignment.ts'),
    import('./design-loop.ts'),
    import('./models.ts'),
  ])
  const models = createModelLoaders(tools.gateway.door)
  const design = await runDesignLoop(Assignment.parse(claimed), imagine, { ...tools, models }, signal)
  await tools.emitter.drained()
  return design
}

type Ending = Omit<FinishRequest, 'lines'>

async function endingOf(design: () => Promise<Design>, signal: AbortSignal): Promise<Ending> {
  try {
    return { outcome: 'succeeded', design: await design() }
  } catch (error) {
    const { reason, message } = asAgentError(signal.aborted ? signal.reason : error)
    return { outcome: 'failed', reason, message: message.slice(0, 2000), design: null }
  }
}

/** An error that nobody foresaw is printed, for whoever reads the log, and becomes `internal`. */
function asAgentError(error: unknown): AgentError {
  if (error instanceof AgentError) return error
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  printDiagnostic(text)
  return new AgentError('internal', `The agent met an error it did not expect: ${firstLine(text)}`, { cause: error })
}

const firstLine = (text: string) => text.split('\n', 1)[0] ?? ''
