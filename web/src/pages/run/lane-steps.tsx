import type { Renderer, Step } from '#contract/event.ts'
import { nowMs } from '../../clock.ts'
import { Icon } from '../../components/icon.tsx'
import { StateChip } from '../../components/state-chip.tsx'
import { formatElapsed } from '../../format.ts'
import { isLive, isParked, type StepView, usesModels } from '../../run/lane-state.ts'
import { strings } from '../../strings.ts'
import { LaneUsage } from './lane-usage.tsx'
import { useLane, useRun } from './run-context.ts'

/** The state of the lane and the steps it goes through. */
export function LaneSteps({ index }: { readonly index: number }) {
  const state = useLane(index, (lane) => lane.state)
  const isCancelling = useLane(index, (lane) => lane.isCancelling)
  const isStill = useLane(index, isParked)
  // Of the whole run, so that the lanes are of one height.
  const hasUsage = useRun((run) => run.lanes.some(usesModels))
  return (
    <div
      class={`flex flex-col justify-center gap-1.5 border-b border-line px-4 ${hasUsage ? 'h-[5.75rem]' : 'h-[4.25rem]'}`}
    >
      <div class="flex items-center justify-between gap-2">
        {isCancelling ? (
          <span class="text-sm font-semibold text-soft">{strings.lane.cancelling}</span>
        ) : (
          <StateChip state={isStill ? 'parked' : state} words={strings.laneStates} />
        )}
        <LaneElapsed index={index} />
      </div>
      <StepList index={index} />
      {hasUsage && <LaneUsage index={index} />}
    </div>
  )
}

function LaneElapsed({ index }: { readonly index: number }) {
  const isCounting = useLane(index, isLive)
  const from = useLane(index, (lane) => lane.startedAt ?? lane.queuedAt)
  const endedAt = useLane(index, (lane) => lane.endedAt)
  if (from === null) return null
  const untilMs = isCounting || endedAt === null ? nowMs.value : Date.parse(endedAt)
  return <span class="text-sm text-soft tabular-nums">{formatElapsed(untilMs - Date.parse(from))}</span>
}

const order: readonly Step[] = ['imagine', 'sketch', 'render', 'critique']

function StepList({ index }: { readonly index: number }) {
  const steps = useLane(index, (lane) => lane.steps)
  const renderer = useLane(index, (lane) => lane.plan.renderer)
  const shown = order.filter((step) => isExpected(step, renderer) || steps[step].state !== 'idle')
  return (
    <ol class="flex gap-x-2.5 overflow-hidden text-xs @min-[18.5rem]:gap-x-3.5">
      {shown.map((step) => (
        <StepMark
          key={step}
          name={strings.steps[step]}
          step={steps[step]}
          isBrief={shown.length === order.length && steps[step].state === 'done'}
        />
      ))}
    </ol>
  )
}

/** The sketch renderer draws at once, and only some models judge; a step that an agent does begin is shown anyway. */
function isExpected(step: Step, renderer: Renderer): boolean {
  return step !== 'critique' && (step !== 'render' || renderer !== 'sketch')
}

const stepClass = { idle: 'text-soft', active: 'font-semibold text-lagoon', done: 'text-ink', stopped: 'text-bad' }

interface StepMarkProps {
  readonly name: string
  readonly step: StepView
  /** Four names and marks are too many for a narrow lane: what is done gives up its mark. */
  readonly isBrief: boolean
}

function StepMark({ name, step, isBrief }: StepMarkProps) {
  return (
    <li
      class={`inline-flex items-center gap-1 whitespace-nowrap ${stepClass[step.state]}`}
      aria-current={step.state === 'active' ? 'step' : undefined}
    >
      <span class={isBrief ? '@max-[21rem]:hidden' : 'contents'}>
        <StepIcon state={step.state} />
      </span>
      {name}
      {step.pass > 1 && <span class="text-soft">×{step.pass}</span>}
    </li>
  )
}

function StepIcon({ state }: Pick<StepView, 'state'>) {
  if (state === 'done') return <Icon name="check" class="size-3 text-good" />
  if (state === 'stopped') return <Icon name="cross" class="size-3" />
  const look = state === 'active' ? 'animate-breathe bg-lagoon' : 'border border-edge'
  return <span aria-hidden="true" class={`size-2 rounded-full ${look}`} />
}
