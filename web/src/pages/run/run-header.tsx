import { type ReadonlySignal, useSignal } from '@preact/signals'
import { Icon } from '../../components/icon.tsx'
import type { Connection } from '../../run/run-source.ts'
import { isRunLive } from '../../run/run-state.ts'
import { strings } from '../../strings.ts'
import { useRun, useRunPage } from './run-context.ts'
import { RunFacts } from './run-facts.tsx'

export function RunHeader({ connection }: { readonly connection: ReadonlySignal<Connection> }) {
  return (
    <header class="flex flex-col gap-5 pt-2 pb-4 lg:flex-row lg:items-start lg:justify-between lg:gap-12">
      <div class="min-w-0">
        <Brief />
        <RunFacts connection={connection} />
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
