import { unknownUsage } from '../call.ts'
import { and, eq, isNull, lt, ne, or } from '../drizzle.ts'
import { attempts, calls } from '../schema.ts'
import type { Tx } from '../writer/transaction.ts'
import { settleCall } from './call.ts'

/**
 * Settles what an earlier process left open and nobody can go on with: a stream of text is gone with the process that
 * read it. A render goes on in its server and is joined again while its attempt lives. What was used is unknown.
 */
export function settleLostCalls(tx: Tx): number {
  return settleOpen(tx, or(ne(calls.provider, 'comfyui'), isNull(attempts.id), eq(attempts.state, 'ended')))
}

/** Settles the open calls of attempts that ended before that time: whoever was to settle them never will. */
export function settleOverdueCalls(tx: Tx, { endedBefore }: { endedBefore: string }): number {
  return settleOpen(tx, lt(attempts.endedAt, endedBefore))
}

function settleOpen(tx: Tx, condition: ReturnType<typeof or>): number {
  const lost = tx.db
    .select({ attemptId: calls.attemptId, id: calls.id })
    .from(calls)
    .leftJoin(attempts, eq(attempts.id, calls.attemptId))
    .where(and(eq(calls.state, 'open'), condition))
    .all()
  for (const ref of lost) settleCall(tx, { ref, usage: unknownUsage })
  return lost.length
}
