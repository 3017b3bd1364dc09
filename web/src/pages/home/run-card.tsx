import type { RunSummary } from '#contract/api.ts'
import { nowMs } from '../../clock.ts'
import { Icon } from '../../components/icon.tsx'
import { Logo } from '../../components/logo.tsx'
import { StateChip } from '../../components/state-chip.tsx'
import { formatAgo, formatExact } from '../../format.ts'
import { runPagePath } from '../../router.ts'
import { strings } from '../../strings.ts'
import { deleteWithUndo } from '../delete-with-undo.ts'
import type { RunListState } from './run-list-state.ts'

interface RunCardProps {
  readonly run: RunSummary
  readonly list: RunListState
}

export function RunCard({ run, list }: RunCardProps) {
  const remove = () =>
    void deleteWithUndo(run.id, { onDeleted: () => list.take(run.id), onRestored: () => void list.reload() })
  return (
    <li class="plate group relative flex flex-col overflow-hidden transition-shadow focus-within:shadow-float hover:shadow-float">
      <Cover run={run} />
      <div class="flex flex-1 flex-col gap-2 p-4">
        <h3 class="font-serif text-lg leading-snug">
          <a href={runPagePath(run.id)} class="clamp-2 after:absolute after:inset-0" title={run.brief}>
            {run.brief}
          </a>
        </h3>
        <p class={`mt-auto flex items-center gap-1.5 text-sm ${run.pick ? 'font-semibold text-coral' : 'text-soft'}`}>
          {run.pick && <Icon name="heart" />}
          {run.pick ? strings.list.picked(run.pickName ?? `${run.pick.variation + 1}`) : strings.list.noPick}
        </p>
        <div class="flex min-h-9 items-center justify-between gap-2 border-t border-line pt-2">
          <StateChip state={run.state} words={strings.runStates} />
          <time class="ml-auto text-xs text-soft" dateTime={run.createdAt} title={formatExact(run.createdAt)}>
            {formatAgo(run.createdAt, nowMs.value)}
          </time>
          {run.state !== 'running' && (
            <button
              type="button"
              class="button button-bare relative z-10 -mr-2 min-h-8 px-2"
              aria-label={strings.list.delete(run.brief)}
              title={strings.run.delete}
              onClick={remove}
            >
              <Icon name="trash" />
            </button>
          )}
        </div>
      </div>
    </li>
  )
}

function Cover({ run }: { readonly run: RunSummary }) {
  return (
    <div class="pond relative grid aspect-square place-items-center overflow-hidden">
      {run.cover ? (
        <img
          src={run.cover.href}
          width={run.cover.width}
          height={run.cover.height}
          alt=""
          loading="lazy"
          class="size-full object-cover transition-transform duration-500 group-hover:scale-[1.03]"
        />
      ) : (
        <span class="flex flex-col items-center gap-2 text-sm text-soft">
          <Logo class={`w-20 opacity-70 ${run.state === 'running' ? 'animate-bob' : ''}`} />
          {strings.list.noPicture}
        </span>
      )}
      <span class="absolute top-3 right-3 rounded-full bg-surface px-2.5 py-1 text-xs font-semibold text-ink shadow-plate">
        {strings.list.variations(run.variationCount)}
      </span>
    </div>
  )
}
