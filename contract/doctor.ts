import { z } from 'zod'
import { Timestamp } from './ids.ts'

/** What a finding is about; reports come in this order. */
export const FindingArea = z.enum(['machine', 'storage', 'models', 'pictures', 'cluster', 'network', 'runs'])
export type FindingArea = z.infer<typeof FindingArea>

/** `skipped`: there is nothing to look at, or it could not be looked at; `cause` says which. */
export const FindingState = z.enum(['ok', 'warning', 'failed', 'skipped'])
export type FindingState = z.infer<typeof FindingState>

export const Fix = z.object({
  /** What to do, for people. */
  text: z.string(),
  /** The exact line for a shell; null where no single one does it. */
  command: z.string().nullable(),
})
export type Fix = z.infer<typeof Fix>

/** What one rule found out. */
export const Finding = z
  .object({
    /** The same in every report, such as `ollama-model`; of several servers of a kind the later ones carry a number. */
    id: z.string().regex(/^[a-z0-9-]{1,64}$/),
    area: FindingArea,
    state: FindingState,
    /** What was looked at and how it is, in one line. */
    what: z.string(),
    /** Why it is so; null where `what` says all. */
    cause: z.string().nullable(),
    fix: Fix.nullable(),
    /** Whether `POST /v1/doctor/fix` mends it: without asking back, losing nothing that anybody made. */
    isSafeToFix: z.boolean(),
  })
  .meta({ id: 'Finding' })
export type Finding = z.infer<typeof Finding>

/** Answer of `GET /v1/doctor`. */
export const DoctorReport = z
  .object({
    at: Timestamp,
    version: z.string(),
    findings: z.array(Finding),
    counts: z.object({
      ok: z.int().min(0),
      warning: z.int().min(0),
      failed: z.int().min(0),
      skipped: z.int().min(0),
    }),
  })
  .meta({ id: 'DoctorReport' })
export type DoctorReport = z.infer<typeof DoctorReport>

/** Body of `POST /v1/doctor/fix`: the id of a finding with `isSafeToFix`. */
export const FixRequest = z.strictObject({ id: Finding.shape.id }).meta({ id: 'FixRequest' })
export type FixRequest = z.infer<typeof FixRequest>

/** What was done, and the finding as it is afterwards. */
export const FixAnswer = z.object({ done: z.string(), finding: Finding }).meta({ id: 'FixAnswer' })
export type FixAnswer = z.infer<typeof FixAnswer>
