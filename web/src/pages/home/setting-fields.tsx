import type { Signal } from '@preact/signals'
import { FieldFault } from '../../components/field-fault.tsx'
import { strings } from '../../strings.ts'
import { faultOf, seedText } from './brief-form-state.ts'

export function SeedField() {
  const fault = faultOf('/seed')
  return (
    <div class="flex flex-col gap-1.5">
      <label for="seed" class="text-sm font-semibold">
        {strings.home.seed}
      </label>
      <input
        id="seed"
        inputMode="numeric"
        class="field font-mono"
        value={seedText.value}
        aria-invalid={fault !== undefined}
        aria-describedby="seed-hint seed-fault"
        onInput={(event) => {
          seedText.value = event.currentTarget.value
        }}
      />
      <p id="seed-hint" class="text-xs text-soft">
        {strings.home.seedHint}
      </p>
      <FieldFault id="seed-fault" text={fault} />
    </div>
  )
}

interface ChoiceProps<T extends string> {
  readonly id: string
  readonly label: string
  readonly value: Signal<T | null>
  readonly options: readonly T[]
}

/** A setting of few values; none means the server's. */
export function Choice<T extends string>({ id, label, value, options }: ChoiceProps<T>) {
  const fault = faultOf(`/${id}`)
  return (
    <div class="flex flex-col gap-1.5">
      <label for={id} class="text-sm font-semibold">
        {label}
      </label>
      <select
        id={id}
        class="field"
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-fault`}
        value={value.value ?? ''}
        onChange={(event) => {
          value.value = options.find((option) => option === event.currentTarget.value) ?? null
        }}
      >
        <option value="">{strings.home.serverDefault}</option>
        {options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
      <FieldFault id={`${id}-fault`} text={fault} />
    </div>
  )
}
