import type { Finding, FindingState } from '#contract/doctor.ts'
import { copyText } from '../../components/copy-text.ts'
import { Icon, type IconName } from '../../components/icon.tsx'
import { doctorStrings } from '../../doctor-strings.ts'
import type { DoctorState } from './doctor-state.ts'

const icons: Record<FindingState, IconName> = { ok: 'check', warning: 'alert', failed: 'cross', skipped: 'dash' }
const colours: Record<FindingState, string> = {
  ok: 'text-good',
  warning: 'text-warn',
  failed: 'text-bad',
  skipped: 'text-soft',
}

interface FindingItemProps {
  readonly finding: Finding
  readonly state: DoctorState
}

/** One finding: how it is, why, and what mends it. */
export function FindingItem({ finding, state }: FindingItemProps) {
  const { what, cause, fix, isSafeToFix } = finding
  return (
    <li class="flex gap-3 py-3">
      <span class={`mt-1 ${colours[finding.state]}`}>
        <Icon name={icons[finding.state]} />
        <span class="sr-only">{doctorStrings.states[finding.state]}: </span>
      </span>
      <div class="min-w-0 flex-1">
        <p class={`break-words ${finding.state === 'skipped' ? 'text-soft' : 'font-medium'}`}>{what}</p>
        {cause !== null && <p class="mt-0.5 text-sm break-words whitespace-pre-line text-soft">{cause}</p>}
        {fix !== null && (
          <div class="mt-2 flex flex-col items-start gap-2">
            <p class="text-sm break-words">{fix.text}</p>
            {fix.command !== null && <Command line={fix.command} />}
            {isSafeToFix && <FixButton id={finding.id} state={state} />}
          </div>
        )}
      </div>
    </li>
  )
}

function Command({ line }: { readonly line: string }) {
  return (
    <div class="flex max-w-full items-start gap-1 rounded-xl bg-sunken pl-3">
      <code class="my-auto min-w-0 py-2 font-mono text-sm break-all whitespace-pre-wrap">{line}</code>
      <button
        type="button"
        class="button button-bare px-2.5"
        aria-label={doctorStrings.copy}
        title={doctorStrings.copy}
        onClick={() => void copyText(line)}
      >
        <Icon name="copy" />
      </button>
    </div>
  )
}

function FixButton({ id, state }: { readonly id: string; readonly state: DoctorState }) {
  const isMending = state.mending.value === id
  return (
    <button
      type="button"
      class="button button-quiet"
      disabled={state.mending.value !== null}
      onClick={() => void state.fix(id)}
    >
      {isMending ? doctorStrings.fixing : doctorStrings.fix}
    </button>
  )
}
