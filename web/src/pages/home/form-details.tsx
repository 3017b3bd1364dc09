import type { Signal } from '@preact/signals'
import { directions } from '#contract/directions.ts'
import type { Designer, Renderer } from '#contract/event.ts'
import { FieldFault } from '../../components/field-fault.tsx'
import { Icon } from '../../components/icon.tsx'
import { strings } from '../../strings.ts'
import { count, designer, directionTexts, faultOf, renderer, seedText, setDirection } from './brief-form-state.ts'

const designers: readonly Designer[] = ['scripted', 'ollama', 'claude']
const renderers: readonly Renderer[] = ['sketch', 'comfyui']

/** What most people never need, closed until asked for. */
export function FormDetails() {
  return (
    <details class="group mt-5">
      <summary class="flex w-fit list-none items-center gap-1.5 rounded-lg text-sm text-soft hover:text-ink [&::-webkit-details-marker]:hidden">
        <Icon name="right" class="size-3.5 transition-transform group-open:rotate-90" />
        <span class="font-semibold">{strings.home.details}</span>
        <span>{strings.home.detailsHint}</span>
      </summary>
      <div class="mt-4 flex flex-col gap-6">
        <Directions />
        <div class="grid gap-4 sm:grid-cols-3">
          <SeedField />
          <Choice id="designer" label={strings.home.designer} value={designer} options={designers} />
          <Choice id="renderer" label={strings.home.renderer} value={renderer} options={renderers} />
        </div>
      </div>
    </details>
  )
}

function Directions() {
  return (
    <fieldset>
      <legend class="text-sm font-semibold">{strings.home.directions}</legend>
      <p class="mt-1 mb-3 text-sm text-soft">{strings.home.directionsHint}</p>
      <datalist id="directions">
        {directions.map((direction) => (
          <option key={direction.id} value={direction.name}>
            {direction.sentence}
          </option>
        ))}
      </datalist>
      <div class="grid gap-2 sm:grid-cols-2">
        {Array.from({ length: count.value }, (_, index) => (
          <input
            key={index}
            list="directions"
            maxLength={200}
            class="field"
            aria-label={strings.home.direction(index)}
            aria-describedby="directions-fault"
            placeholder={`${index + 1}: ${strings.home.dealt}`}
            value={directionTexts.value[index] ?? ''}
            onInput={(event) => setDirection(index, event.currentTarget.value)}
          />
        ))}
      </div>
      <FieldFault id="directions-fault" text={faultOf('/directions')} />
    </fieldset>
  )
}

function SeedField() {
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

function Choice<T extends string>({ id, label, value, options }: ChoiceProps<T>) {
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
