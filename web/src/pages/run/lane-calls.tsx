import type { EventData } from '#contract/event.ts'
import { formatNumber, formatSeconds } from '../../format.ts'
import { costText } from '../../format-usage.ts'
import { modelStrings } from '../../model-strings.ts'
import { useLane } from './run-context.ts'

/** Every call of a model that the attempt made, with what it took. */
export function LaneCalls({ index }: { readonly index: number }) {
  const calls = useLane(index, (lane) => lane.calls)
  if (calls.length === 0) return null
  return (
    <section>
      <h4 class="font-semibold">{modelStrings.usage.calls}</h4>
      <ol class="flex flex-col gap-1">
        {calls.map((call) => (
          <li key={call.call}>
            <span class="font-mono break-all">{call.model}</span>
            <span class="text-soft">: {factsOf(call).join(', ')}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function factsOf(call: EventData<'usage'>): string[] {
  const words = modelStrings.usage
  const count = (value: number | null) => (value === null ? words.unknown : formatNumber(value))
  const isTold = call.inputTokens !== null || call.outputTokens !== null
  const unknown = call.provider === 'comfyui' ? [] : [words.noTokens]
  return [
    ...(isTold ? [words.tokens(words.split(count(call.inputTokens), count(call.outputTokens)))] : unknown),
    ...(call.cachedTokens ? [words.cached(formatNumber(call.cachedTokens))] : []),
    ...(call.firstTokenMs === null ? [] : [words.first(formatSeconds(call.firstTokenMs))]),
    ...(call.ms === null ? [] : [words.took(formatSeconds(call.ms))]),
    costText({ known: call.costUsd ?? 0, isWhole: call.costUsd !== null }),
  ]
}
