import { z } from 'zod'

/** What a person needs to know about a setting. */
export interface SettingNote {
  readonly help: string
  /** Finishes the sentence "… must be". */
  readonly allowed: string
  /** As shown by `--help`. */
  readonly default: string
  readonly isSecret?: boolean
}

const notes = z.registry<SettingNote>()

/** A setting that always has a value. */
export function setting<T>(schema: z.ZodType<T, string>, note: SettingNote) {
  const filled = z.prefault(schema, note.default)
  notes.add(filled, note)
  return filled
}

/** A setting that may be left open. */
export function open<T>(schema: z.ZodType<T, string>, note: SettingNote) {
  const optional = z.optional(schema)
  notes.add(optional, note)
  return optional
}

/** The note that a setting was made with. */
export function noteOf(schema: z.ZodType): SettingNote | undefined {
  return notes.get(schema)
}
