import { randomBytes } from 'node:crypto'
import { ulid } from 'ulid'
import type { Db } from '../database.ts'
import { eq, sql } from '../drizzle.ts'
import { installation } from '../schema.ts'
import type { Tx } from '../writer/transaction.ts'

const ONLY_ROW = 1

/** Makes the installation at its first start; raises its epoch at every start, so that earlier writers are fenced off. */
export function raiseEpoch(db: Db): number {
  const first = {
    id: ONLY_ROW,
    installationId: ulid().toLowerCase(),
    secret: randomBytes(32),
    epoch: 1,
    createdAt: new Date().toISOString(),
  }
  db.insert(installation)
    .values(first)
    .onConflictDoUpdate({ target: installation.id, set: { epoch: sql`${installation.epoch} + 1` } })
    .run()
  return db.select({ epoch: installation.epoch }).from(installation).get()?.epoch ?? 1
}

/** Keeps the port the gateway got, so that agents of before a restart find it again. */
export function keepGatewayPort(tx: Tx, { port }: { port: number }): void {
  tx.db.update(installation).set({ gatewayPort: port }).where(eq(installation.id, ONLY_ROW)).run()
}

/** Writes something that changes nothing: where it succeeds, the disk takes writes. */
export function probe(tx: Tx): void {
  tx.db
    .update(installation)
    .set({ epoch: sql`${installation.epoch}` })
    .run()
}
