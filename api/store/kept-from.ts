import type { Db } from './database.ts'
import { asc, eq } from './drizzle.ts'
import { segments } from './schema.ts'

/** The first event of a log that is still kept; the next one to come where none is. 1 but for what is too old. */
export function keptFrom(db: Db, logId: string, lastSeq: number): number {
  const isOfLog = eq(segments.logId, logId)
  const first = db.select({ seq: segments.firstSeq }).from(segments).where(isOfLog).orderBy(asc(segments.lastSeq)).get()
  return first?.seq ?? lastSeq + 1
}
