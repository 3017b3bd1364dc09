import { Logo } from '../../components/logo.tsx'
import { useLane } from './run-context.ts'

const bubbles = [
  'left-[18%] size-2',
  'left-[34%] size-3 [animation-delay:-1.4s]',
  'left-[62%] size-2 [animation-delay:-2.3s]',
  'left-[80%] size-3.5 [animation-delay:-.6s]',
] as const

/** The wait for a picture. What is waited for, or how far it is, stands in the note above it. */
export function LanePond({ index }: { readonly index: number }) {
  const state = useLane(index, (lane) => lane.state)
  const isAtWork = state === 'running'
  return (
    <div class="absolute inset-0 grid place-items-center">
      <Logo class={`-mt-16 w-28 opacity-60 ${isAtWork ? 'animate-bob' : ''}`} />
      {isAtWork &&
        bubbles.map((place) => (
          <span
            key={place}
            aria-hidden="true"
            class={`absolute bottom-0 animate-rise rounded-full border border-edge ${place}`}
          />
        ))}
      <Murmur index={index} />
    </div>
  )
}

/** How much of the thoughts is murmured in the water; the whole is in the tab below. */
const MURMUR_CHARACTERS = 160

/** The last of what the agent thinks, where the eyes are while there is no picture yet. */
function Murmur({ index }: { readonly index: number }) {
  const isAtWork = useLane(index, (lane) => lane.state === 'running')
  const isNoted = useLane(index, (lane) => lane.wait !== null || lane.progress !== null)
  const last = useLane(index, (lane) => lastWords(lane.thoughts.at(-1)?.text ?? ''))
  if (!isAtWork || isNoted || last === '') return null
  return (
    <p
      aria-hidden="true"
      class="absolute inset-x-5 bottom-4 flex h-26 flex-col justify-end overflow-hidden text-center font-serif text-[1.0625rem] leading-[1.625rem] text-ink italic [mask-image:linear-gradient(transparent,black_55%)]"
    >
      {last}
    </p>
  )
}

function lastWords(thoughts: string): string {
  const last = thoughts.slice(-MURMUR_CHARACTERS)
  return last.length < thoughts.length ? last.slice(last.indexOf(' ') + 1) : last
}
