import type { Logger } from 'pino'
import type { Backends } from '../backends/backends.ts'
import type { PriceTable } from '../prices.ts'
import type { AttemptStore } from '../store/attempt-store.ts'
import type { BlobStore } from '../store/blob-store.ts'
import type { CallStore } from '../store/call-store.ts'
import type { OpenStore } from '../store/open-store.ts'
import type { ComfyTimings } from './comfyui/timings.ts'
import type { WorkflowSettings } from './comfyui/workflow.ts'
import type { LaneWaits } from './lane-waits.ts'
import type { PngReencoder } from './png-reencoder.ts'

/** Everything that renders are made with. */
export interface RenderDeps {
  readonly attempts: Pick<AttemptStore, 'get' | 'addArtifact' | 'progress'>
  readonly calls: Pick<CallStore, 'begin' | 'get' | 'setHandle' | 'settle' | 'open'>
  readonly artifacts: Pick<OpenStore['artifacts'], 'named'>
  readonly runs: Pick<OpenStore['runs'], 'get'>
  readonly onChange: OpenStore['onChange']
  readonly blobs: Pick<BlobStore, 'put'>
  readonly pngs: Pick<PngReencoder, 'reencode'>
  readonly waits: Pick<LaneWaits, 'show'>
  readonly logger: Logger
  readonly backends: Pick<Backends, 'comfyui' | 'setQueueLength'>
  readonly workflow: WorkflowSettings
  readonly prices: PriceTable
  readonly timings?: Partial<RenderTimings>
}

/** Milliseconds; tests shorten them. */
export interface RenderTimings extends ComfyTimings {
  /** A render whose agent is gone goes on for so long: agents look for the gateway this long (PROTOCOL section 4). */
  readonly orphanMs: number
  /** Shortest time between two previews of a render. */
  readonly previewMs: number
  readonly heartbeatMs: number
  /** A disk that takes no picture is tried for so long. */
  readonly storeMs: number
}
