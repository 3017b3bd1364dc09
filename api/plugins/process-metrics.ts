import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Gauge, type Registry } from 'prom-client'

const NANOSECONDS = 1e9
/** How often the loop is looked at; the histogram counts this wait in. */
const RESOLUTION_MS = 20

/**
 * What every process is asked for, under the usual names. prom-client's own set starts observers that
 * cannot be stopped again. Returns the stop.
 */
export function addProcessMetrics(registry: Registry): () => void {
  const registers = [registry]
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  const startedAtS = Date.now() / 1000 - process.uptime()
  gauge('process_start_time_seconds', 'Start of the process, in seconds since 1970.', () => startedAtS)
  gauge('process_cpu_seconds_total', 'CPU time used.', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  gauge('process_resident_memory_bytes', 'Memory in use.', () => process.memoryUsage.rss())
  gauge('nodejs_heap_size_used_bytes', 'JavaScript heap in use.', () => process.memoryUsage().heapUsed)
  gauge('nodejs_external_memory_bytes', 'Buffers outside the heap.', () => process.memoryUsage().external)
  return addEventLoopLag(registry)
}

function addEventLoopLag(registry: Registry): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  new Gauge({
    name: 'nodejs_eventloop_lag_seconds',
    help: 'How late the event loop was since the last scrape.',
    labelNames: ['quantile'],
    registers: [registry],
    collect() {
      const lag = (nanoseconds: number) => Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION_MS / 1000)
      for (const quantile of [0.5, 0.99]) {
        this.set({ quantile: String(quantile) }, lag(delay.percentile(quantile * 100)))
      }
      this.set({ quantile: '1' }, lag(delay.max))
      delay.reset()
    },
  })
  return () => delay.disable()
}
