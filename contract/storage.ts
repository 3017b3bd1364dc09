import { z } from 'zod'

const Bytes = z.int().min(0)
const Days = z.int().min(1).nullable()

/** Answer of `GET /v1/storage`: what the caller's things take, and what room there is. Sizes are bytes. */
export const StorageUse = z
  .object({
    /** How many there are. */
    runs: z.int().min(0),
    /** Of what is stored of the events of its runs and batches, packed as they are. */
    events: Bytes,
    /** Of its pictures, each counted as often as it was made. */
    artifacts: Bytes,
    /** Of the whole installation's database; removed rows leave room in it that is used again. */
    database: Bytes,
    /** Of the disk that all of it lies on. */
    free: Bytes,
    /** After how many days ended things are removed; null: never. */
    retention: z.object({ runsDays: Days, logsDays: Days, previewsDays: Days, deliveriesDays: Days }),
  })
  .meta({ id: 'StorageUse' })
export type StorageUse = z.infer<typeof StorageUse>
