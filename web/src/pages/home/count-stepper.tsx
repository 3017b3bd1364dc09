import { MAX_VARIATIONS } from '#contract/limits.ts'
import { FieldFault } from '../../components/field-fault.tsx'
import { Icon } from '../../components/icon.tsx'
import { strings } from '../../strings.ts'
import { count, faultOf, setCount } from './brief-form-state.ts'

const stepClass = 'button button-bare size-10 min-h-0 p-0'

export function CountStepper() {
  const fault = faultOf('/variations')
  return (
    <div class="flex flex-col gap-1">
      <div class="flex items-center gap-3">
        <label for="count" class="font-semibold">
          {strings.home.count}
        </label>
        <div class="flex items-center rounded-full border border-edge bg-surface p-0.5">
          <button
            type="button"
            class={stepClass}
            aria-label={strings.home.fewer}
            disabled={count.value <= 1}
            onClick={() => setCount(count.value - 1)}
          >
            <Icon name="minus" />
          </button>
          <input
            id="count"
            type="text"
            inputMode="numeric"
            class="w-9 rounded-md bg-transparent text-center font-semibold tabular-nums"
            value={count.value}
            aria-invalid={fault !== undefined}
            aria-describedby="count-fault"
            onChange={(event) => {
              setCount(Number(event.currentTarget.value))
              event.currentTarget.value = String(count.value)
            }}
          />
          <button
            type="button"
            class={stepClass}
            aria-label={strings.home.more}
            disabled={count.value >= MAX_VARIATIONS}
            onClick={() => setCount(count.value + 1)}
          >
            <Icon name="plus" />
          </button>
        </div>
      </div>
      <FieldFault id="count-fault" text={fault} />
    </div>
  )
}
