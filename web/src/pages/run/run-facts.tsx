import type { ReadonlySignal } from '@preact/signals'
import { nowMs } from '../../clock.ts'
import { ConnectionDot } from '../../components/connection-dot.tsx'
import { copyText } from '../../components/copy-text.ts'
import { Icon } from '../../components/icon.tsx'
import { StateChip } from '../../components/state-chip.tsx'
import { formatElapsed, formatExact } from '../../format.ts'
import type { Connection } from '../../run/run-source.ts'
import { isRunLive } from '../../run/run-state.ts'
import { strings } from '../../strings.ts'
import { useRun, useRunPage } from './run-context.ts'
import { RunCost } from './run-cost.tsx'
import { settingsText } from './settings-text.ts'

/** How the run stands, and what it was started with. */
export function RunFacts({ connection }: { readonly connection: ReadonlySignal<Connection> }) {
  const { run } = useRunPage()
  const state = useRun((current) => current.state)
  const seed = useRun((current) => current.seed)
  const settings = useRun((current) => settingsText(current))
  return (
    <div class="mt-3 flex flex-wrap items-center gap-x-5 gap-y-2 text-sm text-soft">
      <StateChip state={state} words={strings.runStates} />
      <Elapsed />
      <ConnectionDot connection={connection} />
      <span>{settings}</span>
      <RunCost />
      <button
        type="button"
        class="-mx-2 inline-flex items-center gap-1.5 rounded-lg px-2 py-1 hover:bg-sunken hover:text-ink"
        title={strings.run.copySettings}
        onClick={() => void copyText(copiedText(run.value.brief, seed, settings))}
      >
        <span>
          {strings.run.seed} <span class="font-mono text-[0.8125rem]">{seed}</span>
        </span>
        <Icon name="copy" class="size-3.5" />
        <span class="sr-only">{strings.run.copySettings}</span>
      </button>
    </div>
  )
}

const copiedText = (brief: string, seed: number, settings: string) =>
  `${strings.run.brief}: ${brief}\n${strings.run.seed}: ${seed}\n${strings.run.settings}: ${settings}`

function Elapsed() {
  const isLive = useRun(isRunLive)
  const since = useRun((run) => run.since)
  const endedAt = useRun((run) => run.endedAt)
  const untilMs = isLive || endedAt === null ? nowMs.value : Date.parse(endedAt)
  return (
    <span class="inline-flex items-center gap-1.5 tabular-nums" title={strings.run.ago(formatExact(since))}>
      <Icon name="clock" class="size-3.5" />
      <span class="sr-only">{strings.run.elapsed}</span>
      {formatElapsed(untilMs - Date.parse(since))}
    </span>
  )
}
