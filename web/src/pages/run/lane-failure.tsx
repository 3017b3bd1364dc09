import { failureTexts } from '#contract/failure-texts.ts'
import { Icon, type IconName } from '../../components/icon.tsx'
import { modelStrings } from '../../model-strings.ts'
import { budgetOf, type Failure, isParked, type LaneState } from '../../run/lane-state.ts'
import { strings } from '../../strings.ts'
import { useLane } from './run-context.ts'

/** Why a lane has no picture, in plain words, and what to do next. */
export function LaneFailure({ index }: { readonly index: number }) {
  const failure = useLane(index, (lane) => lane.failure)
  const nextStep = useLane(index, nextStepOf)
  const isCancelled = useLane(index, (lane) => lane.state === 'cancelled')
  if (isCancelled)
    return (
      <Sheet
        isBad={false}
        icon="dash"
        sentence={strings.lane.cancelledByYou}
        nextStep={strings.lane.cancelledHint}
        message=""
      />
    )
  if (!failure) return null
  const { sentence } = failureTexts[failure.reason]
  const isBad = failure.reason !== 'budget'
  return (
    <Sheet
      isBad={isBad}
      icon={isBad ? 'alert' : 'coin'}
      sentence={isBad ? sentence : strings.waits.budget}
      nextStep={nextStep}
      message={messageOf(failure, sentence)}
    />
  )
}

/** The same at the foot of a picture that an attempt made before it failed. */
export function LaneFailureNote({ index }: { readonly index: number }) {
  const failure = useLane(index, (lane) => lane.failure)
  const nextStep = useLane(index, nextStepOf)
  if (!failure) return null
  const { sentence } = failureTexts[failure.reason]
  return (
    <div class="pointer-events-none absolute inset-x-3 bottom-3 flex gap-2.5 rounded-xl bg-bad-soft px-3.5 py-2.5 text-sm shadow-plate">
      <Icon name="alert" class="mt-0.5 size-4 text-bad" />
      <div class="min-w-0">
        <p class="font-semibold">{sentence}</p>
        <p>{nextStep}</p>
        <p class="clamp-2 font-mono text-xs break-words text-soft">{messageOf(failure, sentence)}</p>
      </div>
    </div>
  )
}

function nextStepOf(lane: LaneState): string {
  if (!lane.failure) return ''
  if (isParked(lane) && budgetOf(lane)?.of !== 'day') return modelStrings.budget.laneHint
  return failureTexts[lane.failure.reason].nextStep
}

/** Messages often begin with the sentence that is shown already; that of a budget names a call, and here is a field for it. */
function messageOf({ reason, message, budget }: Failure, sentence: string): string {
  return reason === 'budget' && budget?.of !== 'day' ? '' : (message ?? '').replace(sentence, '').trim()
}

interface SheetProps {
  readonly isBad: boolean
  readonly icon: IconName
  readonly sentence: string
  readonly nextStep: string
  readonly message: string
}

function Sheet({ isBad, icon, sentence, nextStep, message }: SheetProps) {
  return (
    <div
      class={`absolute inset-0 flex flex-col justify-center gap-3 overflow-auto p-6 ${isBad ? 'bg-bad-soft' : 'bg-sunken'}`}
    >
      <Icon name={icon} class={`size-9 ${isBad ? 'text-bad' : 'text-soft'}`} />
      <p class="font-serif text-xl leading-snug">{sentence}</p>
      <p class="text-sm">{nextStep}</p>
      {message && <p class="clamp-4 font-mono text-xs break-words text-soft">{message}</p>}
    </div>
  )
}
