import { Command, Option } from 'commander'
import { addBatchCommand } from './commands/batch.ts'
import { addBatchActions } from './commands/batch-actions.ts'
import { addCancelCommand, addRetryCommand } from './commands/cancel.ts'
import { addContextCommands } from './commands/context.ts'
import { addDoctorCommand } from './commands/doctor.ts'
import { addDownloadCommand } from './commands/download.ts'
import { addKeyCommands } from './commands/keys.ts'
import { addLogsCommand } from './commands/logs.ts'
import { addMeCommand } from './commands/me.ts'
import { addOpenCommand } from './commands/open.ts'
import { addPickCommand } from './commands/pick.ts'
import { addRunCommand } from './commands/run.ts'
import { addRunsCommand } from './commands/runs.ts'
import { addShowCommand } from './commands/show.ts'
import { addUpCommand } from './commands/up.ts'
import { addVaryCommand } from './commands/vary.ts'
import { addVersionCommand } from './commands/version.ts'
import { addWebhookCommands } from './commands/webhooks.ts'
import { outputFormats } from './output.ts'
import type { Host } from './session.ts'

const notes = `
A run is named by its id, or by "last" for the newest. The server is --server, --context, AXOLOOM_URL, AXOLOOM_CONTEXT,
the current context, or http://127.0.0.1:8000; AXOLOOM_KEY is its key where it asks for one.

Exit codes: 0 good, 1 failed, 2 not understood, 3 not found, 4 refused, 5 partly succeeded, 130 interrupted.`

/** All commands. Parsing throws CommanderError for what cannot be understood and after help. */
export function createProgram(host: Host): Command {
  const program = new Command('axoloom')
    .description('One brief, several designs side by side, one pick.')
    .usage('COMMAND [OPTIONS]')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(outputFormats).default('table', 'table'))
    .option('-q, --quiet', 'say nothing but errors')
    .option('--server <url>', 'which server, by its address')
    .option('--context <name>', 'which server, by its name')
    .version(host.version, '-V, --version', 'print the version of this command')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', notes)
    // main prints one sentence of its own
    .configureOutput({ outputError: () => {} })
    .exitOverride()
  addUpCommand(program, host)
  addRunCommand(program, host)
  addRunsCommand(program, host)
  addShowCommand(program, host)
  addLogsCommand(program, host)
  addPickCommand(program, host)
  addVaryCommand(program, host)
  addCancelCommand(program, host)
  addRetryCommand(program, host)
  addOpenCommand(program, host)
  addDownloadCommand(program, host)
  addBatchActions(addBatchCommand(program, host), host)
  addKeyCommands(program, host)
  addMeCommand(program, host)
  addWebhookCommands(program, host)
  addDoctorCommand(program, host)
  addContextCommands(program, host)
  addVersionCommand(program, host)
  return program
}
