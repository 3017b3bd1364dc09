import type { SheetCell, SheetRow } from '#contract/batch-result.ts'
import { batchStrings } from '../../batch-strings.ts'
import { Icon } from '../../components/icon.tsx'
import { Logo } from '../../components/logo.tsx'
import { StateChip } from '../../components/state-chip.tsx'
import { runPagePath } from '../../router.ts'
import { strings } from '../../strings.ts'
import type { BatchActions } from './batch-actions.ts'

interface RowProps {
  readonly row: SheetRow
  readonly actions: BatchActions
}

/** One brief of the file, and the variations to choose from. It takes the focus, so that keys mean it. */
export function RowOfSheet({ row, actions }: RowProps) {
  const heading = `row-${row.row}`
  return (
    <li
      data-row={row.row}
      tabIndex={-1}
      aria-labelledby={heading}
      class="plate flex scroll-my-4 flex-col gap-4 p-4 focus-within:border-lagoon focus:border-lagoon lg:flex-row lg:gap-6"
    >
      <div class="flex min-w-0 flex-col gap-1.5 lg:w-80 lg:shrink-0">
        <p class="flex items-center justify-between gap-3 text-xs text-soft">
          {batchStrings.sheet.row(row.line)}
          <StateChip state={row.state} words={batchStrings.rowStates} />
        </p>
        <h3 id={heading} class="font-semibold break-words">
          {row.customId}
        </h3>
        <p class="clamp-2 text-sm break-words text-soft" title={row.brief}>
          {row.brief}
        </p>
        <RowChoice row={row} />
      </div>
      <Cells row={row} actions={actions} />
    </li>
  )
}

function RowChoice({ row: { state, choice, variations, fault, runId, customId } }: { readonly row: SheetRow }) {
  const why = fault?.detail ?? (state === 'failed' ? variations.find(({ message }) => message)?.message : null)
  const name = choice && (variations[choice.variation]?.name ?? batchStrings.sheet.unnamed)
  return (
    <div class="mt-auto flex items-end justify-between gap-3 pt-1 text-sm">
      <div class="min-w-0">
        {choice && name && (
          <>
            <p class="flex items-center gap-1.5 font-semibold text-coral">
              <Icon name="heart" />
              {batchStrings.sheet.chosen(choice.variation, name)}
            </p>
            <p class="mt-0.5 text-xs text-soft">{choice.why}</p>
          </>
        )}
        {!choice && why && (
          <p class="clamp-3 break-words text-bad" title={why}>
            {why}
          </p>
        )}
        {!choice && !why && variations.some(({ picture }) => picture) && (
          <p class="text-soft">{batchStrings.sheet.noChoice}</p>
        )}
      </div>
      {runId && (
        <a
          href={runPagePath(runId)}
          class="-my-1.5 shrink-0 rounded py-1.5 font-semibold text-lagoon underline-offset-4 hover:underline pointer-coarse:-my-3 pointer-coarse:-mx-2 pointer-coarse:px-2 pointer-coarse:py-3"
          aria-label={batchStrings.sheet.openRun(customId)}
        >
          {batchStrings.sheet.open}
        </a>
      )}
    </div>
  )
}

function Cells({ row, actions }: RowProps) {
  if (row.variations.length === 0) {
    const text = absenceOf(row)
    return text && <p class="grid min-h-16 flex-1 place-items-center rounded-xl bg-sunken text-sm text-soft">{text}</p>
  }
  // one stop for the tab key in each row; the arrows go on from there
  const stop = row.choice?.variation ?? row.variations.find(({ picture }) => picture)?.index
  return (
    <div class="grid flex-1 grid-cols-[repeat(auto-fit,minmax(6.25rem,1fr))] content-start gap-2.5 *:max-w-60 sm:grid-cols-[repeat(auto-fill,9rem)]">
      {row.variations.map((cell) => (
        <Cell key={cell.index} cell={cell} row={row} isStop={cell.index === stop} actions={actions} />
      ))}
    </div>
  )
}

/** Why a row has no variations to show; null where its fault says it. */
function absenceOf({ runId, fault, state }: SheetRow): string | null {
  const { sheet } = batchStrings
  if (runId !== null) return sheet.gone
  if (fault) return null
  return state === 'cancelled' ? sheet.neverStarted : sheet.waiting
}

interface CellProps extends RowProps {
  readonly cell: SheetCell
  readonly isStop: boolean
}

function Cell({ cell, row, isStop, actions }: CellProps) {
  const { index, picture, state } = cell
  const name = cell.name ?? batchStrings.sheet.unnamed
  const isChosen = row.choice?.variation === index
  if (!picture) return <EmptyCell cell={cell} />
  return (
    <button
      type="button"
      data-cell={index}
      tabIndex={isStop ? 0 : -1}
      aria-pressed={isChosen}
      aria-label={batchStrings.sheet.choose(index, name, row.customId)}
      title={`${index + 1} · ${name}`}
      class={`pond relative aspect-square overflow-hidden rounded-xl border-[3px] transition-[border-color,opacity] ${isChosen ? 'border-coral' : `border-transparent hover:border-edge ${row.choice ? 'opacity-70 hover:opacity-100 focus-visible:opacity-100' : ''}`}`}
      onClick={() => void actions.toggle(row, index)}
    >
      <img
        src={picture.href}
        width={picture.width}
        height={picture.height}
        alt=""
        loading="lazy"
        decoding="async"
        class="size-full object-cover"
      />
      <span
        class={`absolute top-1.5 left-1.5 grid size-6 place-items-center rounded-full text-xs font-semibold shadow-plate ${isChosen ? 'bg-coral text-on-coral' : 'bg-surface text-ink'}`}
      >
        {isChosen ? <Icon name="check" class="size-3.5" /> : index + 1}
      </span>
      {state !== 'succeeded' && (
        <span class="absolute inset-x-0 bottom-0 bg-surface/90 py-0.5 text-xs">{strings.laneStates[state]}</span>
      )}
    </button>
  )
}

function EmptyCell({ cell: { index, state, message } }: { readonly cell: SheetCell }) {
  const words = strings.laneStates[state]
  const isBad = state === 'failed'
  return (
    <div
      role="img"
      aria-label={batchStrings.sheet.empty(index, words)}
      title={message ?? undefined}
      class={`relative grid aspect-square place-items-center rounded-xl text-xs ${isBad ? 'bg-bad-soft text-bad' : 'pond text-soft'}`}
    >
      <span class="flex flex-col items-center gap-1">
        <EmptyMark state={state} />
        {words}
      </span>
    </div>
  )
}

function EmptyMark({ state }: Pick<SheetCell, 'state'>) {
  if (state === 'failed') return <Icon name="alert" class="size-5" />
  if (state === 'cancelled') return <Icon name="dash" class="size-5" />
  return <Logo class={`w-10 opacity-60 ${state === 'running' ? 'animate-bob' : ''}`} />
}
