import { directions } from '#contract/directions.ts'
import type { Designer, Renderer } from '#contract/event.ts'
import { FieldFault } from '../../components/field-fault.tsx'
import { Icon } from '../../components/icon.tsx'
import { strings } from '../../strings.ts'
import { count, designer, directionTexts, faultOf, renderer, setDirection } from './brief-form-state.ts'
import { Choice, SeedField } from './setting-fields.tsx'

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
