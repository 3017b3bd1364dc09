import { z } from 'zod'
import { Artifact, VariationState } from './api.ts'
import { BatchRow } from './batch.ts'
import { Design } from './design.ts'
import { FailureReason } from './reason.ts'

/** One variation of a row, by its last attempt. */
export const BatchResultVariation = z.object({
  /** From 0. */
  index: z.int().min(0),
  direction: z.string(),
  state: VariationState,
  attempt: z.int().min(1),
  reason: FailureReason.nullable(),
  message: z.string().nullable(),
  /** Work without the wait for a place; null while unknown. */
  durationMs: z.int().nullable(),
  /** Null where a part of it is unknown. */
  costUsd: z.number().nullable(),
  design: Design.nullable(),
  picture: Artifact.nullable(),
})
export type BatchResultVariation = z.infer<typeof BatchResultVariation>

/** A row that has ended, with all that came of it: one line of a batch's results. No variations: its run is gone. */
export const BatchResult = BatchRow.extend({ variations: z.array(BatchResultVariation) }).meta({ id: 'BatchResult' })
export type BatchResult = z.infer<typeof BatchResult>

/** One variation as a contact sheet shows it. */
export const SheetCell = z.object({
  index: z.int().min(0),
  direction: z.string(),
  state: VariationState,
  /** Of its design. */
  name: z.string().nullable(),
  message: z.string().nullable(),
  picture: Artifact.pick({ id: true, href: true, width: true, height: true }).nullable(),
})
export type SheetCell = z.infer<typeof SheetCell>

/** A row of a contact sheet; no cells while it waits. */
export const SheetRow = BatchRow.extend({ variations: z.array(SheetCell) }).meta({ id: 'SheetRow' })
export type SheetRow = z.infer<typeof SheetRow>

export const SheetPage = z
  .object({ data: z.array(SheetRow), nextCursor: z.string().nullable() })
  .meta({ id: 'SheetPage' })
export type SheetPage = z.infer<typeof SheetPage>
