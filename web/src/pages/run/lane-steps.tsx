import type { Designer, Renderer, Step } from '#contract/event.ts'
import { nowMs } from '../../clock.ts'
import { Icon } from '../../components/icon.tsx'
import { StateChip } from '../../components/state-chip.tsx'
import { formatElapsed } from '../../format.ts'
import { isLive, type StepView } from '../../run/lane-state.ts'
import { strings } from '../../strings.ts'
import { useLane } from './run-context.ts'

/** The state of the lane and the steps it goes through. */
export function LaneSteps({ index }: { readonly index: number }) {
  const state = useLane(index, (lane) => lane.state)
  const isCancelling = useLane(index, (lane) => lane.isCancelling)
  return (
    <div class="flex h-[4.25rem] flex-col justify-center gap-1.5 border-b border-line px-4">
      <div class="flex items-center justify-between gap-2">
        {isCancelling ? (
          <span class="text-sm font-semibold text-soft">{strings.lane.cancelling}</span>
        ) : (
          <StateChip of="lane" state={state} />
        )}
        <LaneElapsed index={index} />
      </div>
      <StepList index={index} />
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
  const designer = useLane(index, (lane) => lane.plan.designer)
  const shown = order.filter((step) => isExpected(step, designer, renderer) || steps[step].state !== 'idle')
  return (
    <ol class="flex gap-3.5 text-xs">
      {shown.map((step) => (
        <StepMark key={step} name={strings.steps[step]} step={steps[step]} />
      ))}
    </ol>
  )
}

/** The embedded designer looks once, the sketch renderer draws at once; a step that an agent does begin is shown anyway. */
function isExpected(step: Step, designer: Designer, renderer: Renderer): boolean {
  if (step === 'critique') return designer !== 'scripted'
  return step !== 'render' || renderer !== 'sketch'
}

const stepClass = { idle: 'text-soft', active: 'font-semibold text-lagoon', done: 'text-ink', stopped: 'text-bad' }

function StepMark({ name, step }: { readonly name: string; readonly step: StepView }) {
  return (
    <li
      class={`inline-flex items-center gap-1 whitespace-nowrap ${stepClass[step.state]}`}
      aria-current={step.state === 'active' ? 'step' : undefined}
    >
      <StepIcon state={step.state} />
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
