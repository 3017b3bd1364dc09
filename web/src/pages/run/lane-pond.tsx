import { Logo } from '../../components/logo.tsx'
import { strings } from '../../strings.ts'
import { useLane } from './run-context.ts'

const bubbles = [
  'left-[18%] size-2',
  'left-[34%] size-3 [animation-delay:-1.4s]',
  'left-[62%] size-2 [animation-delay:-2.3s]',
  'left-[80%] size-3.5 [animation-delay:-.6s]',
] as const

/** The wait for a picture: what the lane waits for if it does, how far the picture is if that is known. */
export function LanePond({ index }: { readonly index: number }) {
  const state = useLane(index, (lane) => lane.state)
  const isAtWork = state === 'running'
  return (
    <div class="absolute inset-0 grid place-items-center">
      <Logo class={`w-28 opacity-50 ${isAtWork ? 'animate-bob' : ''}`} />
      {isAtWork &&
        bubbles.map((place) => (
          <span
            key={place}
            aria-hidden="true"
            class={`absolute bottom-0 animate-rise rounded-full border border-edge ${place}`}
          />
        ))}
      <WaitNote index={index} />
      <Progress index={index} />
    </div>
  )
}

function WaitNote({ index }: { readonly index: number }) {
  const wait = useLane(index, (lane) => lane.wait)
  if (!wait) return null
  return (
    <div class="absolute inset-x-3 bottom-3 rounded-xl bg-surface px-3.5 py-2.5 text-sm shadow-plate">
      <p class="font-semibold">
        {strings.waits[wait.reason]}
        {wait.position !== undefined && (
          <span class="font-normal text-soft">, {strings.lane.position(wait.position)}</span>
        )}
      </p>
      <p class="clamp-3 text-soft">{wait.message}</p>
    </div>
  )
}

function Progress({ index }: { readonly index: number }) {
  const progress = useLane(index, (lane) => lane.progress)
  if (!progress) return null
  return (
    <progress
      class="absolute inset-x-6 bottom-5 h-1.5 w-[calc(100%-3rem)] overflow-hidden rounded-full accent-lagoon"
      aria-label={strings.steps.render}
      value={progress.value}
      max={progress.max}
    />
  )
}
