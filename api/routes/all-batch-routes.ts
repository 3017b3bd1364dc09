import type { FastifyPluginAsync } from 'fastify'
import type { OwnerCaps } from '../access/owner-caps.ts'
import type { Backends } from '../backends/backends.ts'
import type { EventStreams } from '../plugins/event-stream.ts'
import type { Waits } from '../plugins/prefer-wait.ts'
import type { BatchStaging, BatchStore } from '../store/batch-store.ts'
import type { ArtifactReader, EventLog, RunStore } from '../store/store.ts'
import { batchActionRoutes } from './batch-actions.ts'
import { batchEventRoutes } from './batch-events.ts'
import { batchRemovalRoutes } from './batch-removal.ts'
import { batchResultRoutes } from './batch-results.ts'
import { batchSheetRoutes } from './batch-sheet.ts'
import { batchUploadRoutes } from './batch-upload.ts'
import { batchRoutes } from './batches.ts'
import type { Offer } from './offer.ts'

export interface AllBatchOptions {
  readonly batches: BatchStore & BatchStaging
  readonly runs: RunStore
  readonly caps: OwnerCaps
  readonly log: EventLog
  readonly artifacts: ArtifactReader
  readonly streams: EventStreams
  readonly waits: Waits
  readonly backends: Backends
  readonly offer: Offer
  /** How long a file may take to arrive. */
  readonly arrivalMs: number
}

/** Everything under /batches. */
export const allBatchRoutes: FastifyPluginAsync<AllBatchOptions> = async (app, options) => {
  const { batches, runs, caps, log, artifacts, streams, waits, backends, offer, arrivalMs } = options
  await app.register(batchUploadRoutes, { batches, log, waits, backends, offer, arrivalMs })
  await app.register(batchRoutes, { batches, log, waits })
  await app.register(batchActionRoutes, { batches })
  await app.register(batchRemovalRoutes, { batches, caps })
  await app.register(batchEventRoutes, { batches, streams })
  await app.register(batchResultRoutes, { batches, runs, log, artifacts })
  await app.register(batchSheetRoutes, { batches, runs, log, artifacts })
}
