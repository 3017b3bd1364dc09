import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { Gauge, Histogram, Registry } from 'prom-client'
import type { StoreHealth } from '../store/store.ts'
import { addProcessMetrics } from './process-metrics.ts'

export interface MetricsOptions {
  readonly health: StoreHealth
  readonly version: string
  readonly countReaders: () => number
  /** Routes whose requests last as long as their readers like. */
  readonly streamUrls: readonly string[]
}

/** GET /metrics in Prometheus' text form; everything it starts ends with the server. */
async function metrics(app: FastifyInstance, options: MetricsOptions): Promise<void> {
  const registry = new Registry()
  const stopProcess = addProcessMetrics(registry)
  const stopCommits = addStoreMetrics(registry, options.health)
  addOwnMetrics(registry, options)
  addRequestDurations(app, registry, options.streamUrls)
  app.addHook('onClose', async () => {
    stopProcess()
    stopCommits()
    registry.clear()
  })
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    reply.type(registry.contentType).header('cache-control', 'no-store')
    return registry.metrics()
  })
}

function addOwnMetrics(registry: Registry, { version, countReaders }: MetricsOptions): void {
  const registers = [registry]
  const build = new Gauge({
    name: 'axoloom_build_info',
    help: 'Version of this server; always 1.',
    labelNames: ['version', 'node'],
    registers,
  })
  build.set({ version, node: process.version }, 1)
  new Gauge({
    name: 'axoloom_stream_readers',
    help: 'Open event streams.',
    registers,
    collect() {
      this.set(countReaders())
    },
  })
}

function addStoreMetrics(registry: Registry, health: StoreHealth): () => void {
  const registers = [registry]
  byState('axoloom_runs', 'Runs by state.', registers, () => health.runsByState())
  byState('axoloom_attempts', 'Attempts by state.', registers, () => health.attemptsByState())
  new Gauge({
    name: 'axoloom_write_queue_depth',
    help: 'Writes that wait for the writer.',
    registers,
    collect() {
      this.set(health.queueDepth())
    },
  })
  new Gauge({
    name: 'axoloom_store_writable',
    help: '1 while the disk takes writes.',
    registers,
    collect() {
      this.set(health.isWritable ? 1 : 0)
    },
  })
  const events = new Histogram({
    name: 'axoloom_commit_events',
    help: 'Events of one commit.',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
    registers,
  })
  const seconds = new Histogram({
    name: 'axoloom_commit_seconds',
    help: 'Time of one commit.',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1],
    registers,
  })
  return health.onCommit((commit) => {
    events.observe(commit.events)
    seconds.observe(commit.ms / 1000)
  })
}

function byState(name: string, help: string, registers: Registry[], read: () => Record<string, number>): void {
  new Gauge({
    name,
    help,
    labelNames: ['state'],
    registers,
    collect() {
      this.reset()
      for (const [state, count] of Object.entries(read())) this.set({ state }, count)
    },
  })
}

function addRequestDurations(app: FastifyInstance, registry: Registry, streamUrls: readonly string[]): void {
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer a request, without event streams.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers: [registry],
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    if (streamUrls.includes(route)) return
    duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
}

export default fp(metrics, { name: 'metrics' })
