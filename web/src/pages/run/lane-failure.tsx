import { failureTexts } from '#contract/failure-texts.ts'
import { Icon } from '../../components/icon.tsx'
import { strings } from '../../strings.ts'
import { useLane } from './run-context.ts'

/** Why a lane has no picture, in plain words, and what to do next. */
export function LaneFailure({ index }: { readonly index: number }) {
  const failure = useLane(index, (lane) => lane.failure)
  const isCancelled = useLane(index, (lane) => lane.state === 'cancelled')
  if (isCancelled)
    return (
      <Sheet isBad={false} sentence={strings.lane.cancelledByYou} nextStep={strings.lane.cancelledHint} message="" />
    )
  if (!failure) return null
  const { sentence, nextStep } = failureTexts[failure.reason]
  return <Sheet isBad sentence={sentence} nextStep={nextStep} message={restOf(failure.message, sentence)} />
}

/** Messages often begin with the sentence that is shown already. */
function restOf(message: string | null, sentence: string): string {
  return (message ?? '').replace(sentence, '').trim()
}

interface SheetProps {
  readonly isBad: boolean
  readonly sentence: string
  readonly nextStep: string
  readonly message: string
}

function Sheet({ isBad, sentence, nextStep, message }: SheetProps) {
  return (
    <div
      class={`absolute inset-0 flex flex-col justify-center gap-3 overflow-auto p-6 ${isBad ? 'bg-bad-soft' : 'bg-sunken'}`}
    >
      <Icon name={isBad ? 'alert' : 'dash'} class={`size-9 ${isBad ? 'text-bad' : 'text-soft'}`} />
      <p class="font-serif text-xl leading-snug">{sentence}</p>
      <p class="text-sm">{nextStep}</p>
      {message && <p class="clamp-4 font-mono text-xs break-words text-soft">{message}</p>}
    </div>
  )
}
