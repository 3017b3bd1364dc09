import type { ReadonlySignal } from '@preact/signals'
import type { Connection } from '../run/run-source.ts'
import { strings } from '../strings.ts'

// Shape as well as colour: filled, ring, hollow square.
const looks: Record<Connection, string> = {
  connecting: 'rounded-full border-2 border-warn animate-breathe',
  live: 'rounded-full bg-good',
  reconnecting: 'rounded-full border-2 border-warn animate-breathe',
  offline: 'rounded-xs border-2 border-bad',
  asleep: 'rounded-full border-2 border-edge',
}

/** How the page stands to the stream. */
export function ConnectionDot({ connection }: { readonly connection: ReadonlySignal<Connection> }) {
  return (
    <span role="status" aria-live="polite" class="inline-flex items-center gap-2 text-sm text-soft">
      <span aria-hidden="true" class={`size-2.5 ${looks[connection.value]}`} />
      {strings.connections[connection.value]}
    </span>
  )
}
