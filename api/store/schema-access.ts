import type { KeyScope } from '#contract/keys.ts'
import type { WebhookEventType } from '#contract/webhooks.ts'
import { index, integer, sql, sqliteTable, text } from './drizzle.ts'

/** Keys that were made by a call; those of the settings are in no table. */
export const apiKeys = sqliteTable(
  'api_keys',
  {
    /** Part of the key itself, so that it is found without trying all hashes. */
    id: text().primaryKey(),
    owner: text().notNull(),
    name: text().notNull(),
    /** Of the whole key; its secret has 256 random bits, so a fast hash is enough. */
    keySha256: text().notNull(),
    scopes: text({ mode: 'json' }).$type<KeyScope[]>().notNull(),
    createdAt: text().notNull(),
    expiresAt: text(),
    lastUsedAt: text(),
    revokedAt: text(),
  },
  (table) => [index('api_keys_by_owner').on(table.owner, table.id)],
)

export const webhookEndpoints = sqliteTable(
  'webhook_endpoints',
  {
    id: text().primaryKey(),
    owner: text().notNull(),
    url: text().notNull(),
    description: text(),
    events: text({ mode: 'json' }).$type<WebhookEventType[]>().notNull(),
    /** `whsec_…`: kept as it is, because signing needs it. */
    secret: text().notNull(),
    /** The one before it, which signs as well until then. */
    previousSecret: text(),
    previousSecretUntil: text(),
    isEnabled: integer({ mode: 'boolean' }).notNull(),
    /** Why it was turned off, in a sentence; null while it is on. */
    disabledReason: text(),
    createdAt: text().notNull(),
    /** From then on it is shown to nobody, and goes as soon as its deliveries are gone. */
    deletedAt: text(),
  },
  (table) => [index('webhook_endpoints_by_owner').on(table.owner, table.id)],
)

/** What is to be told to an endpoint: written in the transaction of what it tells. */
export const webhookDeliveries = sqliteTable(
  'webhook_deliveries',
  {
    id: text().primaryKey(),
    endpointId: text().notNull(),
    owner: text().notNull(),
    type: text().$type<WebhookEventType>().notNull(),
    /** The body, byte for byte: what is signed. */
    payload: text().notNull(),
    state: text().$type<'pending' | 'delivered' | 'failed'>().notNull(),
    tries: integer().notNull().default(0),
    /** When it is tried next; null once it is over. */
    nextAt: text(),
    lastStatus: integer(),
    lastError: text(),
    createdAt: text().notNull(),
    endedAt: text(),
  },
  (table) => [
    index('webhook_deliveries_by_endpoint').on(table.endpointId, table.id),
    // by endpoint first: each gets its turn, however much waits for another
    index('webhook_deliveries_pending').on(table.endpointId, table.nextAt).where(sql`state = 'pending'`),
  ],
)
