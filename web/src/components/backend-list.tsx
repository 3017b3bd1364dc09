import type { BackendState } from '#contract/backends.ts'
import { nowMs } from '../clock.ts'
import { formatAgo } from '../format.ts'
import { modelStrings } from '../model-strings.ts'
import { backendFacts, isSick } from './backend-facts.ts'

/** Servers of models as they are now: name, address, state, and what went wrong last. */
export function BackendList({ states }: { readonly states: readonly BackendState[] }) {
  return (
    <ul class="flex flex-col gap-1.5">
      {states.map((state) => (
        <li key={`${state.name} ${state.url}`} class="flex gap-2">
          <BackendDot state={state} />
          <div class="min-w-0">
            <p>
              <span class="font-semibold">{modelStrings.providers[state.name]}</span>{' '}
              <span class="font-mono break-all text-soft">{state.url}</span>
            </p>
            <p>{backendFacts(state).join(', ')}</p>
            {state.lastError && (
              // its age changes by itself: where the list is a live region, it is not to be heard again and again
              <p aria-live="off" class="break-words text-soft">
                {modelStrings.backends.lastError(formatAgo(state.lastError.at, nowMs.value), state.lastError.message)}
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}

/** Shape as well as colour; the words stand beside it. */
export function BackendDot({ state }: { readonly state: BackendState }) {
  const isUnknown = state.isReachable === null && state.circuit === 'closed'
  const look = isSick(state)
    ? 'rounded-xs border-2 border-bad'
    : isUnknown
      ? 'rounded-full border-2 border-edge'
      : 'rounded-full bg-good'
  return <span aria-hidden="true" class={`mt-[0.3em] size-2.5 shrink-0 ${look}`} />
}
