import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadConfig } from './config.ts'
import { runDoctor } from './doctor-command.ts'
import { createLocalRunner } from './runner/local/local-runner.ts'
import { settingsHelp } from './settings.ts'
import { startWith } from './start-command.ts'

const usage = `Usage: ${startWith('[OPTION]')}

  (no option)     start Axoloom and print where it is
  --stop-agents   stop every agent that is still at work, and end
  --doctor        look at the installation, say what is wrong and what mends it, and end; with --json as JSON, with
                  --fix mend what is safe to mend first, with --bundle FILE write a support file without secrets
  --help          show this and every setting, and end
`

/** Does what a flag asks for; false when there is none and the server is to start. Throws for an unknown one. */
export async function runCommand(args: readonly string[]): Promise<boolean> {
  const [flag] = args
  switch (flag) {
    case undefined:
      return false
    case '--help':
    case '-h':
      process.stdout.write(`${usage}\n${settingsHelp()}\n`)
      return true
    case '--stop-agents':
      await stopAgents()
      return true
    case '--doctor':
      process.exitCode = await runDoctor(args.slice(1))
      return true
    default:
      throw new Error(`there is no option ${flag}. See ${startWith('--help')}`)
  }
}

async function stopAgents(): Promise<void> {
  const { dataDir, kubernetes } = loadConfig()
  if (kubernetes !== null) {
    // the cluster's own tool asks for the rights of whoever types it, not of the API
    const command = `kubectl delete jobs -n ${kubernetes.namespace} -l app.kubernetes.io/name=axoloom-agent`
    process.stdout.write(`Agents run in the cluster. This stops them all: ${command}\n`)
    return
  }
  const runner = createLocalRunner({
    dir: join(dataDir, 'attempts'),
    nodePath: process.execPath,
    agentEntry: fileURLToPath(new URL('../agent/dist/agent.mjs', import.meta.url)),
  })
  const held = await runner.list()
  const running = held.filter(({ status }) => status.phase !== 'ended')
  await Promise.all(running.map(({ ref }) => runner.stop(ref)))
  const agents = running.length === 1 ? '1 agent' : `${running.length} agents`
  process.stdout.write(running.length === 0 ? 'No agent is at work.\n' : `Stopped ${agents}.\n`)
}
