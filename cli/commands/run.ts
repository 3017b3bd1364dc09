import { type Command, Option } from 'commander'
import type { NewRun } from '#contract/client/client.ts'
import { MAX_SEED, MAX_VARIATIONS } from '#contract/limits.ts'
import { amount, collect, collectLabels, wholeNumber } from '../arguments.ts'
import type { ExitCode } from '../cli-error.ts'
import { followRun } from '../follow-run.ts'
import { textArgument } from '../read-input.ts'
import { runView } from '../run-view.ts'
import type { Host, Session } from '../session.ts'
import { work } from './action.ts'
import { printJob } from './dry-run.ts'

/** What a run is made with, beside its brief. */
export interface MakeOptions {
  readonly variations?: number
  readonly direction?: string[]
  readonly designer?: 'scripted' | 'ollama' | 'claude'
  readonly renderer?: 'sketch' | 'comfyui'
  readonly model?: string
  readonly seed?: number
  readonly budget?: number
  readonly priority?: number
  readonly label?: Record<string, string>
  readonly follow?: boolean
  readonly dryRun?: boolean
}

/** Adds the options of everything that starts a run. */
export function withMakeOptions(command: Command): Command {
  return command
    .option('-n, --variations <number>', 'how many designs to make (4)', wholeNumber(1, MAX_VARIATIONS))
    .option('-d, --direction <text>', 'what makes a design differ; once for each', collect)
    .addOption(new Option('--designer <name>', 'who designs').choices(['scripted', 'ollama', 'claude']))
    .addOption(new Option('--renderer <name>', 'who draws').choices(['sketch', 'comfyui']))
    .option('--model <name>', 'the model of the designer')
    .option('--seed <number>', 'the same seed gives the same scripted designs', wholeNumber(0, MAX_SEED))
    .option('--budget <usd>', 'most that it may cost, in US dollars', amount)
    .option('--priority <number>', 'above 0: before other runs that wait', wholeNumber(0, 100))
    .option('-l, --label <name=value>', 'a note for programs; may be repeated', collectLabels)
    .option('-f, --follow', 'show it live until it ends; the exit code is that of its outcome')
    .option('--dry-run', 'start nothing, print the Job that would be created')
}

export function addRunCommand(program: Command, host: Host): void {
  const command = program
    .command('run')
    .summary('start a run')
    .description('Starts a run: one brief, several designs side by side. With - the brief is read from standard input.')
    .argument('<brief>', 'what to design, in a sentence; - for standard input')
  work<MakeOptions>(host, withMakeOptions(command), async (session, options, [brief = '']) =>
    startRun(session, options, { brief: await textArgument(brief, host.stdin) }),
  )
}

/** Starts a run and shows it, as the options say. */
export async function startRun(session: Session, options: MakeOptions, about: NewRun): Promise<ExitCode | undefined> {
  const request: NewRun = { ...requestOf(options), ...about }
  const client = await session.client()
  const { signal } = session
  if (options.dryRun) return printJob(session, client, request)
  const run = await client.runs.create(request, { signal })
  if (options.follow) return followRun(session, client, run.id)
  await session.print(runView(run, session.terminal.out.colours))
  const { url } = await session.server()
  session.say(`Run ${run.id} has started. Follow it with axoloom logs ${run.id} -f, or at ${url}${run.links.page}`)
  return undefined
}

function requestOf(options: MakeOptions): Partial<NewRun> {
  const { variations, direction, designer, renderer, model, seed, budget, priority, label } = options
  return {
    // so many directions are so many designs, unless more are asked for
    ...(variations !== undefined || direction !== undefined
      ? { variations: variations ?? direction?.length ?? 1 }
      : {}),
    ...(direction === undefined ? {} : { directions: direction }),
    ...(designer === undefined ? {} : { designer }),
    ...(renderer === undefined ? {} : { renderer }),
    ...(model === undefined ? {} : { model }),
    ...(seed === undefined ? {} : { seed }),
    ...(budget === undefined ? {} : { budgetUsd: budget }),
    ...(priority === undefined ? {} : { priority }),
    ...(label === undefined ? {} : { labels: label }),
  }
}
