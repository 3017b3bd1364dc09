import type { Run, RunSummary, Variation } from '#contract/api.ts'
import { failureTexts } from '#contract/failure-texts.ts'
import type { View } from './output.ts'
import type { Column } from './table.ts'
import type { Colours } from './terminal.ts'
import { oneLine } from './text.ts'
import { age, between, dollars } from './words.ts'

type State = Run['state'] | Variation['state']

/** A state in its colour. */
export function stateWord(state: State, colours: Colours): string {
  switch (state) {
    case 'succeeded':
      return colours.green(state)
    case 'failed':
      return colours.red(state)
    case 'cancelled':
    case 'partial':
      return colours.yellow(state)
    case 'running':
    case 'starting':
      return colours.cyan(state)
    case 'queued':
      return state
  }
}

/** A list of runs. */
export function runListView(runs: readonly RunSummary[], colours: Colours, now: number): View<RunSummary> {
  const columns: Column<RunSummary>[] = [
    { title: 'RUN', cell: ({ id }) => id },
    { title: 'STATE', cell: ({ state }) => stateWord(state, colours) },
    { title: 'N', cell: ({ variationCount }) => String(variationCount) },
    { title: 'PICK', cell: ({ pick }) => (pick === null ? '-' : String(pick.variation)) },
    { title: 'AGE', cell: ({ createdAt }) => age(createdAt, now) },
    { title: 'TOOK', isWide: true, cell: ({ createdAt, endedAt }) => between(createdAt, endedAt) },
    { title: 'PICKED', isWide: true, cell: ({ pickName }) => oneLine(pickName ?? '-') },
    { title: 'PARENTS', isWide: true, cell: ({ parents }) => parents.map(({ run }) => run).join(',') || '-' },
    { title: 'BRIEF', isElastic: true, cell: ({ brief }) => oneLine(brief) },
  ]
  const empty = 'There are no runs yet: start one with axoloom run "BRIEF".'
  return { columns, rows: runs, id: ({ id }) => id, empty }
}

/** The variations of a run; as data the run itself. */
export function runView(run: Run, colours: Colours): View<Variation> {
  const columns: Column<Variation>[] = [
    { title: '#', cell: ({ index }) => (run.pick?.variation === index ? colours.bold(`${index} *`) : String(index)) },
    { title: 'STATE', cell: ({ state }) => stateWord(state, colours) },
    { title: 'NAME', cell: ({ design }) => oneLine(design?.name ?? '-') },
    { title: 'TOOK', cell: (variation) => tookOf(variation) },
    { title: 'TRY', cell: ({ attempt }) => String(attempt) },
    {
      title: 'DESIGNER',
      isWide: true,
      cell: ({ designer, model }) => (model === null ? designer : `${designer} ${model}`),
    },
    { title: 'RENDERER', isWide: true, cell: ({ renderer }) => renderer },
    { title: 'SEED', isWide: true, cell: ({ seed }) => String(seed) },
    { title: 'COST', isWide: true, cell: (variation) => costOf(variation) },
    { title: 'PICTURE', isWide: true, cell: ({ artifacts }) => artifacts.at(-1)?.id ?? '-' },
    { title: 'DIRECTION', isElastic: true, cell: (variation) => detailOf(variation) },
  ]
  return { columns, rows: run.variations, id: ({ index }) => String(index), name: run.id, data: run }
}

/** The direction, and for a variation that failed or waits why and what to do. */
function detailOf({ direction, state, wait, attempts }: Variation): string {
  if (wait !== null) return `${oneLine(direction)}: ${oneLine(wait.message)}`
  const last = attempts.at(-1)
  if (state !== 'failed' || last === undefined) return oneLine(direction)
  const text = last.reason === null ? null : failureTexts[last.reason]
  const why = last.message ?? text?.sentence ?? ''
  return `${oneLine(direction)}: ${[oneLine(why), text?.nextStep].filter(Boolean).join(' ')}`
}

function tookOf({ attempts }: Variation): string {
  const last = attempts.at(-1)
  return between(last?.startedAt ?? null, last?.endedAt ?? null)
}

function costOf({ attempts }: Variation): string {
  const costs = attempts.map(({ usage }) => usage.costUsd)
  return dollars(costs.includes(null) ? null : costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0))
}
