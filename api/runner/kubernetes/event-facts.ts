import { timeMs } from './pod-facts.ts'
import type { WireEvent, WirePod } from './wire.ts'

/** Events about one pod. */
export function eventsOfPod(events: readonly WireEvent[], pod: WirePod): WireEvent[] {
  return events.filter(
    ({ involvedObject }) => involvedObject.kind === 'Pod' && involvedObject.uid === pod.metadata?.uid,
  )
}

/** When it happened first; null when the event does not say. */
export function firstSeenMs(event: WireEvent): number | null {
  return timeMs(event.firstTimestamp) ?? timeMs(event.eventTime) ?? timeMs(event.metadata.creationTimestamp)
}

/** When it happened last. Who writes the event decides which of its fields say so. */
export function lastSeenMs(event: WireEvent): number {
  return timeMs(event.series?.lastObservedTime) ?? timeMs(event.lastTimestamp) ?? firstSeenMs(event) ?? 0
}

/** The one that happened last; the later one of two at the same time. */
export function newest(events: readonly WireEvent[]): WireEvent | null {
  return events.reduce<WireEvent | null>(
    (found, event) => (found === null || lastSeenMs(event) >= lastSeenMs(found) ? event : found),
    null,
  )
}
