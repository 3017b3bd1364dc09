import { BackendList } from '../../components/backend-list.tsx'
import { modelStrings } from '../../model-strings.ts'
import { isLive, type LaneState } from '../../run/lane-state.ts'
import { useLane } from './run-context.ts'
import { useBackends } from './use-backends.ts'

/** How the servers are that the lane needs, while that matters: it is not done, or one of them may be why. */
export function LaneBackends({ index }: { readonly index: number }) {
  const plan = useLane(index, (lane) => lane.plan)
  const states = useBackends(plan, useLane(index, isServerOfInterest))
  if (states.length === 0) return null
  return (
    <section>
      <h4 class="mb-1 font-semibold">{modelStrings.backends.heading}</h4>
      <BackendList states={states} />
    </section>
  )
}

function isServerOfInterest(lane: LaneState): boolean {
  const { plan, failure } = lane
  const hasServer = plan.designer !== 'scripted' || plan.renderer !== 'sketch'
  return hasServer && (isLive(lane) || failure !== null)
}
