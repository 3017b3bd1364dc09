import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { type Command, Option } from 'commander'
import type { Batch, BatchRow } from '#contract/batch.ts'
import { wholeNumber } from '../arguments.ts'
import { batchView } from '../batch-view.ts'
import { usageError } from '../cli-error.ts'
import type { Host, Session } from '../session.ts'
import { oneLine } from '../text.ts'
import { watchBatch } from '../watch-batch.ts'
import { work } from './action.ts'

type Act = 'pause' | 'resume' | 'retry' | 'restore'

/** Adds what can be done with batches that have been sent. */
export function addBatchActions(batch: Command, host: Host): void {
  addLists(batch, host)
  addResults(batch, host)
  const acts: readonly [name: Act, description: string, done: string][] = [
    ['pause', 'Starts no more rows; what runs goes on.', 'is paused; go on with axoloom batch resume'],
    ['resume', 'Goes on with a paused batch.', 'goes on; watch it with axoloom batch watch'],
    ['retry', 'Tries again only what failed.', 'tries again what failed; watch it with axoloom batch watch'],
    ['restore', 'Brings a batch back that was just deleted.', 'is back; see it with axoloom batch show'],
  ]
  for (const [name, description, done] of acts) {
    const command = batch.command(name).description(description).argument('<batch>', 'its id')
    work(host, command, async (session, _options, [id = '']) => {
      const client = await session.client()
      await printOne(session, await client.batches[name](id, { signal: session.signal }))
      session.say(`Batch ${id} ${done} ${id}`)
      return undefined
    })
  }
  const cancel = batch
    .command('cancel')
    .description('Starts no more rows, and stops those that run.')
    .argument('<batch>', 'its id')
    .option('--finish', 'let those that run finish')
  work<{ finish?: boolean }>(host, cancel, async (session, { finish }, [id = '']) => {
    const client = await session.client()
    await printOne(session, await client.batches.cancel(id, finish ? 'finish' : 'stop', { signal: session.signal }))
    return undefined
  })
  const remove = batch
    .command('delete')
    .description('Deletes a batch that has ended, with the runs of its rows.')
    .argument('<batch>', 'its id')
  work(host, remove, async (session, _options, [id = '']) => {
    const client = await session.client()
    await client.batches.remove(id, { signal: session.signal })
    session.say(`Batch ${id} is deleted with its runs. For 10 s it can be brought back: axoloom batch restore ${id}`)
    return undefined
  })
}

function addLists(batch: Command, host: Host): void {
  const list = batch
    .command('list')
    .description('Lists batches, the newest first.')
    .option('--limit <number>', 'at most so many', wholeNumber(1, 10_000), 20)
  work<{ limit: number }>(host, list, async (session, { limit }) => {
    const client = await session.client()
    const rows: Batch[] = []
    for await (const one of client.batches.each({ limit: Math.min(limit, 100) }, { signal: session.signal })) {
      rows.push(one)
      if (rows.length >= limit) break
    }
    await session.print(batchView(rows, host.now()))
    return undefined
  })

  const show = batch.command('show').description('Shows a batch.').argument('<batch>', 'its id')
  work(host, show, async (session, _options, [id = '']) => {
    const client = await session.client()
    await printOne(session, await client.batches.get(id, { signal: session.signal }))
    return undefined
  })

  const rows = batch.command('rows').description('Lists the rows of a batch.').argument('<batch>', 'its id')
  work(host, rows, async (session, _options, [id = '']) => {
    const client = await session.client()
    const found: BatchRow[] = []
    for await (const row of client.batches.eachRow(id, { limit: 100 }, { signal: session.signal })) found.push(row)
    await session.print({
      columns: [
        { title: 'ROW', cell: ({ row }) => String(row) },
        { title: 'CUSTOM ID', cell: ({ customId }) => oneLine(customId) },
        { title: 'STATE', cell: ({ state }) => state },
        { title: 'RUN', cell: ({ runId }) => runId ?? '-' },
        { title: 'CHOICE', cell: ({ choice }) => (choice === null ? '-' : String(choice.variation)) },
        { title: 'WHY', isWide: true, cell: ({ choice, fault }) => oneLine(choice?.why ?? fault?.detail ?? '-') },
        { title: 'BRIEF', isElastic: true, cell: ({ brief }) => oneLine(brief) },
      ],
      rows: found,
      id: ({ customId }) => customId,
    })
    return undefined
  })

  const watch = batch.command('watch').description('Shows its progress until it ends.').argument('<batch>', 'its id')
  work(host, watch, async (session, _options, [id = '']) => watchBatch(session, await session.client(), id))
}

function addResults(batch: Command, host: Host): void {
  const results = batch
    .command('results')
    .description('Prints the results, or saves them; a batch may still be running.')
    .argument('<batch>', 'its id')
    .addOption(
      new Option('--format <format>', 'zip has the pictures too').choices(['jsonl', 'csv', 'zip']).default('jsonl'),
    )
    .option('-f, --follow', 'wait for the rows that are not there yet')
    .option('--to <file>', 'save it there')
  work<{ format: 'jsonl' | 'csv' | 'zip'; follow?: boolean; to?: string }>(
    host,
    results,
    async (session, { format, follow = false, to }, [id = '']) => {
      if (format === 'zip' && to === undefined && session.terminal.out.isTerminal) {
        throw usageError('A zip is nothing for a terminal: name a file with --to.')
      }
      const { signal } = session
      const client = await session.client()
      const { body } = await client.batches.results(id, { format, follow }, { signal })
      if (body === null) return undefined
      // standard output stays open for what the command says after it
      if (to === undefined) await pipeline(body, process.stdout, { signal, end: false })
      else await pipeline(body, createWriteStream(to), { signal })
      if (to !== undefined) session.say(`Saved ${to}.`)
      return undefined
    },
  )
}

async function printOne(session: Session, batch: Batch): Promise<void> {
  await session.print({ ...batchView([batch], session.host.now()), data: batch })
}
