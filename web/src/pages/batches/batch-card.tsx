import type { Batch } from '#contract/batch.ts'
import { batchStrings } from '../../batch-strings.ts'
import { nowMs } from '../../clock.ts'
import { StateChip } from '../../components/state-chip.tsx'
import { formatAgo, formatExact } from '../../format.ts'
import { batchPagePath } from '../../router.ts'
import { BatchProgress } from '../batch/batch-progress.tsx'

/** One batch in the list: how far it is, and the way to it. */
export function BatchCard({ batch }: { readonly batch: Batch }) {
  return (
    <li class="plate relative flex flex-col gap-3 p-5 transition-shadow focus-within:shadow-float hover:shadow-float">
      <div class="flex items-baseline justify-between gap-4">
        <h3 class="min-w-0 font-serif text-lg leading-snug break-words">
          <a href={batchPagePath(batch.id)} class="after:absolute after:inset-0">
            {batch.name ?? batchStrings.page.unnamed}
          </a>
        </h3>
        <StateChip state={batch.status} words={batchStrings.statuses} />
      </div>
      <BatchProgress counts={batch.requestCounts} />
      <p class="flex flex-wrap justify-between gap-x-4 text-xs text-soft">
        <span>
          {batchStrings.rows(batch.requestCounts.total)} · {batchStrings.page.rule(batch.selection)}
        </span>
        <time dateTime={batch.createdAt} title={formatExact(batch.createdAt)}>
          {formatAgo(batch.createdAt, nowMs.value)}
        </time>
      </p>
    </li>
  )
}
