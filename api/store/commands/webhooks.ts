import type { CreateWebhook, NewWebhook, PatchWebhook, Webhook } from '#contract/webhooks.ts'
import { AppError } from '../../errors.ts'
import { count, eq } from '../drizzle.ts'
import { requireMatch } from '../entity-tag.ts'
import { webhookEndpoints } from '../schema-access.ts'
import type { Answer, CommandContext } from '../store.ts'
import { type EndpointRow, findEndpoint, isOf, toWebhook } from '../webhook-view.ts'
import type { Tx } from '../writer/transaction.ts'
import { once } from './idempotent.ts'

/** Most endpoints of an owner: each costs a look at every event. */
const MAX_ENDPOINTS = 20

/** How long the secret before the present one signs as well: receivers change over without losing anything. */
const ROTATION_MS = 24 * 60 * 60 * 1000

interface CreateArgs {
  readonly request: CreateWebhook
  /** `whsec_…`; a replay answers the first one. */
  readonly secret: string
  readonly context: CommandContext
}

export function createWebhook(tx: Tx, { request, secret, context }: CreateArgs): Answer<NewWebhook> {
  return once(tx, context, () => {
    const { owner } = context
    const known = tx.db.select({ count: count() }).from(webhookEndpoints).where(isOf(owner)).get()?.count ?? 0
    if (known >= MAX_ENDPOINTS) {
      throw new AppError('conflict', `There are ${MAX_ENDPOINTS} webhooks already. Delete one first.`)
    }
    const { url, events, description = null } = request
    const row = { id: tx.newId(), owner, url, description, events: [...new Set(events)], secret, isEnabled: true }
    const added = tx.db
      .insert(webhookEndpoints)
      .values({ ...row, createdAt: tx.now.toISOString() })
      .returning()
      .get()
    return { ...toWebhook(added), secret }
  })
}

interface OfEndpoint {
  readonly endpointId: string
  readonly context: CommandContext
}

/** Changes what is given. Turning an endpoint on forgets why it was off. */
export function patchWebhook(tx: Tx, { endpointId, change, context }: OfEndpoint & { change: PatchWebhook }): Webhook {
  const row = findEndpoint(tx.db, context.owner, endpointId)
  requireMatch(context, () => toWebhook(row))
  const { url = row.url, events = row.events, description = row.description, isEnabled } = change
  const set = { url, events: [...new Set(events)], description, ...(isEnabled === undefined ? {} : state(isEnabled)) }
  return toWebhook(setEndpoint(tx, endpointId, set))
}

/** Hides it at once; what waits for it is never sent, and all of it is removed by the next sweep. */
export function deleteWebhook(tx: Tx, { endpointId, context }: OfEndpoint): void {
  const row = findEndpoint(tx.db, context.owner, endpointId)
  requireMatch(context, () => toWebhook(row))
  // the address may hold a token, and the secret is one: neither waits for the sweep
  const gone = { url: '', description: null, secret: '', previousSecret: null, isEnabled: false }
  setEndpoint(tx, endpointId, { ...gone, deletedAt: tx.now.toISOString() })
}

/** Puts a new secret in place of the present one, which goes on signing beside it for a day. */
export function rotateWebhookSecret(
  tx: Tx,
  { endpointId, secret, context }: OfEndpoint & { secret: string },
): Answer<NewWebhook> {
  return once(tx, context, () => {
    const row = findEndpoint(tx.db, context.owner, endpointId)
    const previousSecretUntil = new Date(tx.now.getTime() + ROTATION_MS).toISOString()
    const set = { secret, previousSecret: row.secret, previousSecretUntil }
    return { ...toWebhook(setEndpoint(tx, endpointId, set)), secret }
  })
}

function state(isEnabled: boolean): Pick<EndpointRow, 'isEnabled' | 'disabledReason'> {
  return { isEnabled, disabledReason: isEnabled ? null : 'It was turned off by hand.' }
}

function setEndpoint(tx: Tx, endpointId: string, set: Partial<EndpointRow>): EndpointRow {
  return tx.db.update(webhookEndpoints).set(set).where(eq(webhookEndpoints.id, endpointId)).returning().get()
}
