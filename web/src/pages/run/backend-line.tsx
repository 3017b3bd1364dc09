import type { WaitReason } from '#contract/reason.ts'
import { backendFacts } from '../../components/backend-facts.ts'
import { BackendDot } from '../../components/backend-list.tsx'
import { modelStrings } from '../../model-strings.ts'
import { useLane } from './run-context.ts'
import { awaitedBackend, useBackends } from './use-backends.ts'

interface BackendLineProps {
  readonly index: number
  readonly reason: WaitReason
}

/** How the server is that the lane waits for, where a person wonders about it. */
export function BackendLine({ index, reason }: BackendLineProps) {
  const plan = useLane(index, (lane) => lane.plan)
  const awaited = awaitedBackend(plan, reason)
  const states = useBackends(plan, awaited !== null).filter(({ name }) => name === awaited)
  if (states.length === 0) return null
  return (
    <ul class="mt-1 text-xs">
      {states.map((state) => (
        <li key={state.url} class="flex gap-1.5">
          <BackendDot state={state} />
          <span class="clamp-2">
            {modelStrings.providers[state.name]}: {backendFacts(state).join(', ')}
          </span>
        </li>
      ))}
    </ul>
  )
}
