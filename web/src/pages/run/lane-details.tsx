import type { ComponentChildren } from 'preact'
import type { Attempt } from '#contract/api.ts'
import { copyText } from '../../components/copy-text.ts'
import { Icon } from '../../components/icon.tsx'
import { StateChip } from '../../components/state-chip.tsx'
import { formatElapsed } from '../../format.ts'
import { pictureOf } from '../../run/lane-state.ts'
import { strings } from '../../strings.ts'
import { LaneBackends } from './lane-backends.tsx'
import { LaneCalls } from './lane-calls.tsx'
import { useLane, useRun } from './run-context.ts'

/** Where the agent runs, with what seed, and how its attempts went. */
export function LaneDetails({ index }: { readonly index: number }) {
  const plan = useLane(index, (lane) => lane.plan)
  const attempts = useLane(index, (lane) => lane.attempts)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <div tabIndex={0} class="flex h-full flex-col gap-2.5 overflow-y-auto px-4 pt-1.5 pb-3 text-xs -outline-offset-2">
      <Place index={index} />
      <LaneBackends index={index} />
      {attempts.length > 1 && (
        <ol aria-label={strings.lane.attempts} class="flex flex-col gap-1.5">
          {attempts.map((attempt) => (
            <PastAttempt key={attempt.number} index={index} attempt={attempt} />
          ))}
        </ol>
      )}
      <LaneCalls index={index} />
      <dl class="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
        <Fact name={strings.home.designer}>{plan.designer}</Fact>
        <Fact name={strings.home.renderer}>{plan.renderer}</Fact>
        <Fact name={strings.lane.model}>{plan.model ?? strings.lane.noModel}</Fact>
        <Fact name={strings.run.seed}>{attempts.at(-1)?.seed ?? plan.seed}</Fact>
      </dl>
    </div>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt class="text-soft">{name}</dt>
      <dd class="min-w-0 font-mono break-all">{children}</dd>
    </>
  )
}

function Place({ index }: { readonly index: number }) {
  const where = useLane(index, (lane) => lane.where)
  if (!where) return null
  const { command } = where
  return (
    <details>
      <summary class="font-semibold">
        {strings.lane.where}: <span class="font-normal">{where.text}</span>
      </summary>
      <dl class="mt-1 grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
        {Object.entries(where.details).map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
      </dl>
      {command !== undefined && (
        <button
          type="button"
          class="mt-1.5 flex w-full items-center gap-2 rounded-lg bg-sunken px-2 py-1.5 text-left font-mono hover:bg-mist"
          onClick={() => void copyText(command)}
        >
          <span class="min-w-0 flex-1 break-all">{command}</span>
          <Icon name="copy" class="size-3.5" />
        </button>
      )}
    </details>
  )
}

function PastAttempt({ index, attempt }: { readonly index: number; readonly attempt: Attempt }) {
  const picture = useLane(index, (lane) => pictureOf(lane, attempt.number))
  const isPicked = useRun((run) => run.pick?.variation === index && run.pick.attempt === attempt.number)
  const { startedAt, endedAt } = attempt
  return (
    <li class="flex items-center gap-2">
      {picture ? (
        <a
          href={picture.href}
          target="_blank"
          rel="noreferrer"
          class="rounded-md"
          aria-label={strings.lane.openAttempt(attempt.number)}
        >
          <img src={picture.href} width={32} height={32} alt="" class="size-8 rounded-md" />
        </a>
      ) : (
        <span class="pond size-8 rounded-md" />
      )}
      <span>
        {strings.lane.attempt} {attempt.number}, {strings.lane.attemptCause[attempt.cause]}
      </span>
      {attempt.outcome && <StateChip state={attempt.outcome} words={strings.laneStates} />}
      {startedAt && endedAt && (
        <span class="text-soft">{formatElapsed(Date.parse(endedAt) - Date.parse(startedAt))}</span>
      )}
      {isPicked && (
        <span class="text-coral">
          <Icon name="heart" class="size-3.5" />
          <span class="sr-only">{strings.lane.picked}</span>
        </span>
      )}
    </li>
  )
}
