import { type ReadonlySignal, useSignal } from '@preact/signals'
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
import { settingsText } from './settings-text.ts'

export function RunHeader({ connection }: { readonly connection: ReadonlySignal<Connection> }) {
  return (
    <header class="flex flex-col gap-5 pt-2 pb-4 lg:flex-row lg:items-start lg:justify-between lg:gap-12">
      <div class="min-w-0">
        <Brief />
        <Facts connection={connection} />
      </div>
      <HeaderActions />
    </header>
  )
}

/** Longer than this and a brief starts folded. */
const FOLDED_CHARACTERS = 220

function Brief() {
  const brief = useRun((run) => run.brief)
  const isOpen = useSignal(false)
  const isLong = brief.length > FOLDED_CHARACTERS
  const isFolded = isLong && !isOpen.value
  return (
    <>
      <h1
        class={`max-w-5xl font-serif text-2xl leading-snug tracking-tight text-pretty break-words sm:text-[1.75rem] ${isFolded ? 'clamp-3' : ''}`}
      >
        {brief}
      </h1>
      {isLong && (
        <button
          type="button"
          class="mt-1 rounded text-sm font-semibold text-lagoon underline-offset-4 hover:underline"
          aria-expanded={isOpen.value}
          onClick={() => {
            isOpen.value = !isOpen.value
          }}
        >
          {isFolded ? strings.run.showAll : strings.run.showLess}
        </button>
      )}
    </>
  )
}

function Facts({ connection }: { readonly connection: ReadonlySignal<Connection> }) {
  const { run } = useRunPage()
  const state = useRun((current) => current.state)
  const seed = useRun((current) => current.seed)
  const settings = useRun((current) => settingsText(current))
  return (
    <div class="mt-3 flex flex-wrap items-center gap-x-5 gap-y-2 text-sm text-soft">
      <StateChip of="run" state={state} />
      <Elapsed />
      <ConnectionDot connection={connection} />
      <span>{settings}</span>
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

function HeaderActions() {
  const { actions } = useRunPage()
  const isLive = useRun(isRunLive)
  return (
    <div class="flex shrink-0 flex-wrap gap-2">
      {isLive ? (
        <button type="button" class="button button-quiet" onClick={() => void actions.cancelRun()}>
          <Icon name="cross" class="size-3.5" />
          {strings.run.cancel}
        </button>
      ) : (
        <button type="button" class="button button-bare" onClick={() => void actions.remove()}>
          <Icon name="trash" />
          {strings.run.delete}
        </button>
      )}
      <button type="button" class="button button-quiet" onClick={() => void actions.runAgain()}>
        <Icon name="retry" />
        {strings.run.again}
      </button>
    </div>
  )
}
