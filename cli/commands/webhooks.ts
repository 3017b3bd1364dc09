import { type Command, InvalidArgumentError } from 'commander'
import type { Webhook, WebhookEventType } from '#contract/webhooks.ts'
import type { View } from '../output.ts'
import type { Host } from '../session.ts'
import { oneLine } from '../text.ts'
import { age } from '../words.ts'
import { work } from './action.ts'

const events: readonly WebhookEventType[] = ['run.ended', 'batch.ended', 'pick.made']

export function addWebhookCommands(program: Command, host: Host): void {
  const webhooks = program
    .command('webhooks')
    .summary('list, add and remove webhooks')
    .description('Addresses that are told when runs and batches end and when something is picked.')

  const list = webhooks
    .command('list', { isDefault: true })
    .description('Lists them; this is what axoloom webhooks does.')
  work(host, list, async (session) => {
    const client = await session.client()
    const { data } = await client.webhooks.list({ limit: 100 }, { signal: session.signal })
    await session.print(webhookView(data, host.now()))
    return undefined
  })

  const add = webhooks
    .command('add')
    .description('Adds an address and prints the secret that signs what it is sent: it is shown this once.')
    .argument('<url>', 'where to send')
    .option('-e, --event <type>', `${events.join(', ')}; may be repeated (all)`, collectEvents)
    .option('--description <text>', 'what it is for')
  work<{ event?: WebhookEventType[]; description?: string }>(host, add, async (session, options, [url = '']) => {
    const { event, description } = options
    const client = await session.client()
    const request = { url, ...(event ? { events: event } : {}), ...(description ? { description } : {}) }
    const made = await client.webhooks.create(request, { signal: session.signal })
    if (session.format === 'table') session.write(`${made.secret}\n`)
    else await session.print({ ...webhookView([made], host.now()), data: made })
    session.say(`Webhook ${made.id} is told of ${made.events.join(', ')}. Its secret is not shown again.`)
    return undefined
  })

  const remove = webhooks.command('remove').description('Removes webhooks.').argument('<id...>', 'which')
  work(host, remove, async (session, _options, ids) => {
    const client = await session.client()
    for (const id of ids) {
      await client.webhooks.remove(id, { signal: session.signal })
      session.say(`Webhook ${id} is removed.`)
    }
    return undefined
  })
}

function webhookView(rows: readonly Webhook[], now: number): View<Webhook> {
  return {
    columns: [
      { title: 'WEBHOOK', cell: ({ id }) => id },
      { title: 'STATE', cell: ({ isEnabled }) => (isEnabled ? 'enabled' : 'disabled') },
      { title: 'EVENTS', cell: (webhook) => webhook.events.join(',') },
      { title: 'AGE', isWide: true, cell: ({ createdAt }) => age(createdAt, now) },
      { title: 'WHY DISABLED', isWide: true, cell: ({ disabledReason }) => oneLine(disabledReason ?? '-') },
      { title: 'DESCRIPTION', isWide: true, cell: ({ description }) => oneLine(description ?? '-') },
      { title: 'URL', isElastic: true, cell: ({ url }) => oneLine(url) },
    ],
    rows,
    id: ({ id }) => id,
    empty: 'There are no webhooks yet: add one with axoloom webhooks add URL.',
  }
}

function collectEvents(text: string, before: readonly WebhookEventType[] = []): WebhookEventType[] {
  const event = events.find((known) => known === text)
  if (event === undefined) throw new InvalidArgumentError(`It must be one of ${events.join(', ')}.`)
  return [...before, event]
}
