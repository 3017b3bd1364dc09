import { z } from 'zod'

/** A ULID in lower case: 26 characters, sortable by time, legal in Kubernetes names. */
export const Id = z.string().regex(/^[0-7][0-9a-hjkmnp-tv-z]{25}$/, 'must be a lower-case ULID of 26 characters')
export type Id = z.infer<typeof Id>

/** RFC 3339 in UTC with milliseconds. */
export const Timestamp = z.iso.datetime({ precision: 3 })

/** Largest integer every part of the system (JSON, SQLite, image servers) carries without loss: 2^53 - 1. */
export const MAX_SEED = Number.MAX_SAFE_INTEGER
export const Seed = z.int().min(0).max(MAX_SEED)

/** SHA-256 of some bytes, in lower-case hex. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
