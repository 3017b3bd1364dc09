import closeWithGrace from 'close-with-grace'
import type { Logger } from 'pino'
import { loadConfig } from './config.ts'
import { createLogger } from './logging.ts'
import { RecentLog } from './recent-log.ts'
import { runCommand } from './server-commands.ts'
import { startWith } from './start-command.ts'
import { explainStart } from './start-errors.ts'
import { builtParts, type Parts, type RunningServer, startServer } from './wiring.ts'

/** A stop may take five seconds in all; the rest is the launcher's. */
const STOP_MS = 4500

/** Starts the API, or does what a flag asks for. Ends the process with one sentence when it cannot. */
export async function main(args: readonly string[], parts: Parts = builtParts): Promise<void> {
  try {
    if (await runCommand(args)) return
    const config = loadConfig()
    const recentLog = new RecentLog()
    const logger = createLogger(config, undefined, recentLog)
    const server = await startServer(config, logger, { ...parts, recentLog })
    stopGracefully(logger, server)
    process.stdout.write(`Axoloom is ready (agents: ${server.gatewayUrl}): ${server.url}\n`)
  } catch (error) {
    process.stderr.write(`${explainStart(error)}\n`)
    process.exit(1)
  }
}

/** Ends on a signal, or when the launcher that started us is gone. */
function stopGracefully(logger: Logger, server: RunningServer): void {
  const grace = closeWithGrace({ delay: STOP_MS, logger: false }, async ({ err, signal }) => {
    if (err) logger.fatal({ err }, 'an unexpected error; ending')
    else process.stderr.write(farewell(server.agentsAtWork(), signal))
    await server.close()
  })
  process.once('disconnect', () => grace.close())
}

function farewell(atWork: number, signal: string | undefined): string {
  const agents = atWork === 1 ? '1 agent goes on' : `${atWork} agents go on`
  const note =
    atWork === 0
      ? 'No agent is at work.'
      : `${agents} working, and the next start takes them up. To stop them: ${startWith('--stop-agents')}`
  return `\nStopping${signal === undefined ? '' : ` (${signal})`}. ${note}\n`
}
