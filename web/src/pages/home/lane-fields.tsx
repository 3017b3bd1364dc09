import { directions } from '#contract/directions.ts'
import { FieldFault } from '../../components/field-fault.tsx'
import { modelStrings } from '../../model-strings.ts'
import { strings } from '../../strings.ts'
import { count, directionTexts, faultOf, setDirection } from './brief-form-state.ts'
import { hasChoice, isMixed, laneWish, setLaneWish } from './model-choice.ts'
import { WishFields } from './wish-fields.tsx'

/** What makes the variations differ: a direction each and, where there is a choice and it is wanted, models of their own. */
export function LaneFields() {
  const isEachOwn = hasChoice.value && isMixed.value
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
      {hasChoice.value && <MixSwitch />}
      <div class={isEachOwn ? 'flex flex-col gap-4' : 'grid gap-2 sm:grid-cols-2'}>
        {Array.from({ length: count.value }, (_, index) =>
          isEachOwn ? <LaneField key={index} index={index} /> : <DirectionField key={index} index={index} />,
        )}
      </div>
      <FieldFault id="directions-fault" text={faultOf('/directions')} />
    </fieldset>
  )
}

function MixSwitch() {
  return (
    <label class="mb-3 flex w-fit items-start gap-2.5 text-sm">
      <input
        type="checkbox"
        class="mt-0.5 size-4"
        checked={isMixed.value}
        onChange={(event) => {
          isMixed.value = event.currentTarget.checked
        }}
      />
      <span>
        <span class="font-semibold">{modelStrings.form.mix}</span>
        <span class="block text-soft">{modelStrings.form.mixHint}</span>
      </span>
    </label>
  )
}

function LaneField({ index }: { readonly index: number }) {
  const fault = faultOf(`/variations/${index}`)
  return (
    <fieldset class="border-l-2 border-line pl-4">
      <legend class="sr-only">{modelStrings.form.laneLegend(index)}</legend>
      <div class="flex flex-col gap-2">
        <DirectionField index={index} />
        <WishFields
          id={`lane-${index}-`}
          wish={laneWish(index)}
          onChange={(change) => setLaneWish(index, change)}
          lane={index}
          isFaulty={fault !== undefined}
        />
      </div>
    </fieldset>
  )
}

function DirectionField({ index }: { readonly index: number }) {
  return (
    <input
      list="directions"
      maxLength={200}
      class="field"
      aria-label={strings.home.direction(index)}
      aria-describedby="directions-fault"
      placeholder={`${index + 1}: ${strings.home.dealt}`}
      value={directionTexts.value[index] ?? ''}
      onInput={(event) => setDirection(index, event.currentTarget.value)}
    />
  )
}
