import { openAsBlob } from 'node:fs'
import { stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { Readable } from 'node:stream'
import { type Command, Option } from 'commander'
import { batchView } from '../batch-view.ts'
import { type ExitCode, usageError } from '../cli-error.ts'
import type { Host, Session } from '../session.ts'
import { watchBatch } from '../watch-batch.ts'
import { count } from '../words.ts'
import { work } from './action.ts'

type Selection = 'none' | 'first' | 'best-by:duration' | 'best-by:cost' | 'best-by:distance'

interface CreateOptions {
  readonly name?: string
  readonly select?: Selection
  readonly partial?: boolean
  readonly format?: 'jsonl' | 'csv'
  readonly watch?: boolean
}

const selections: readonly Selection[] = ['none', 'first', 'best-by:duration', 'best-by:cost', 'best-by:distance']

/** Adds `axoloom batch FILE`; the commands for what has been sent are in batch-actions.ts. */
export function addBatchCommand(program: Command, host: Host): Command {
  const batch = program
    .command('batch')
    .summary('send many briefs at once')
    .description(
      'Sends a file of briefs, and looks after what was sent: axoloom batch FILE, or one of the commands below.',
    )
  const create = batch
    .command('create', { isDefault: true })
    .description('Sends a file of briefs; this is what axoloom batch FILE does.')
    .argument('<file>', 'JSONL or CSV with customId and brief on each line; - for standard input')
    .option('--name <text>', 'how to call it (the name of the file)')
    .addOption(new Option('--select <rule>', 'who is picked in each row (none)').choices(selections))
    .option('--partial', 'leave bad lines out, instead of refusing the file')
    .addOption(new Option('--format <format>', 'of the file (by its ending, else jsonl)').choices(['jsonl', 'csv']))
    .option('-w, --watch', 'show its progress until it ends; the exit code is that of its outcome')
  work<CreateOptions>(host, create, (session, options, [file = '']) => createBatch(session, options, file))
  return batch
}

async function createBatch(session: Session, options: CreateOptions, file: string): Promise<ExitCode | undefined> {
  const { host, signal } = session
  const { name, select, partial, watch } = options
  const isCsv = options.format === 'csv' || (options.format === undefined && extname(file).toLowerCase() === '.csv')
  const client = await session.client()
  const body = file === '-' ? Readable.toWeb(host.stdin) : await fileBody(file)
  const batch = await client.batches.create(
    body,
    {
      name: name ?? (file === '-' ? null : file.replace(/^.*\//, '')),
      mediaType: isCsv ? 'text/csv' : 'application/x-ndjson',
      ...(select === undefined ? {} : { selection: select }),
      ...(partial === undefined ? {} : { partial }),
    },
    { signal },
  )
  if (batch.faults.length > 0)
    session.say(
      `${count(batch.faults.length, 'bad line')} left out: axoloom batch show ${batch.id} -o json says which.`,
    )
  if (watch) return watchBatch(session, client, batch.id)
  await session.print({ ...batchView([batch], host.now()), data: batch })
  session.say(`Batch ${batch.id} has started. Watch it with axoloom batch watch ${batch.id}`)
  return undefined
}

/** Read while it is sent. Throws where there is no such file. */
async function fileBody(file: string): Promise<Blob> {
  if ((await stat(file)).isDirectory()) throw usageError(`${file} is a folder: name a file of briefs.`)
  return openAsBlob(file)
}
