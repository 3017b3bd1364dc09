import { z } from 'zod'
import { MAX_SEED } from './limits.ts'

/** A ULID in lower case: 26 characters, sortable by time, legal in Kubernetes names. */
export const Id = z.string().regex(/^[0-7][0-9a-hjkmnp-tv-z]{25}$/, 'must be a lower-case ULID of 26 characters')
export type Id = z.infer<typeof Id>

/** RFC 3339 in UTC with milliseconds. */
export const Timestamp = z.iso.datetime({ precision: 3 })

export const Seed = z.int().min(0).max(MAX_SEED)

/** SHA-256 of some bytes, in lower-case hex. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
