import { z } from 'zod'
import { Id, Timestamp } from './ids.ts'

/** What a key may do. `admin` includes the others. */
export const KeyScope = z.enum(['read', 'run', 'batch', 'admin'])
export type KeyScope = z.infer<typeof KeyScope>

/** Whose things something is. `local` is who runs the installation. */
export const Owner = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be small letters, digits and hyphens, at most 63')

/** Body of `POST /v1/keys`. */
export const CreateKey = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    scopes: z.array(KeyScope).min(1).max(4).default(['read', 'run']),
    /** Whose things it sees; the caller's own by default. Another one needs an admin key of the owner `local`. */
    owner: Owner.optional(),
    expiresAt: Timestamp.optional(),
  })
  .meta({ id: 'CreateKey' })
export type CreateKey = z.infer<typeof CreateKey>

export const ApiKey = z
  .object({
    id: Id,
    name: z.string(),
    owner: z.string(),
    scopes: z.array(KeyScope),
    createdAt: Timestamp,
    expiresAt: Timestamp.nullable(),
    /** To the minute. */
    lastUsedAt: Timestamp.nullable(),
    revokedAt: Timestamp.nullable(),
  })
  .meta({ id: 'ApiKey' })
export type ApiKey = z.infer<typeof ApiKey>

/** The answer that shows the key itself, once. */
export const NewApiKey = ApiKey.extend({ key: z.string() }).meta({ id: 'NewApiKey' })
export type NewApiKey = z.infer<typeof NewApiKey>

export const ApiKeyList = z
  .object({ data: z.array(ApiKey), nextCursor: z.string().nullable() })
  .meta({ id: 'ApiKeyList' })
export type ApiKeyList = z.infer<typeof ApiKeyList>

/** How much of a bound is used. `limit` is null where there is none. */
export const Quota = z.object({ used: z.number(), limit: z.number().nullable() })
export type Quota = z.infer<typeof Quota>

/** Answer of `GET /v1/me`. */
export const Me = z
  .object({
    owner: z.string(),
    scopes: z.array(KeyScope),
    /** The managed key that was used; null for keys of the settings, sessions of those, and an open server. */
    key: ApiKey.nullable(),
    quotas: z.object({
      requestsPerMinute: Quota,
      runsPerHour: Quota,
      tokensPerDay: Quota,
      picturesPerDay: Quota,
      liveRuns: Quota,
      readers: Quota,
      storedBytes: Quota,
    }),
  })
  .meta({ id: 'Me' })
export type Me = z.infer<typeof Me>
