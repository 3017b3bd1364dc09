import { useEffect, useRef } from 'preact/hooks'
import { MAX_BRIEF_CHARACTERS } from '#contract/limits.ts'
import { FieldFault } from '../../components/field-fault.tsx'
import { strings } from '../../strings.ts'
import { brief, briefLength, faultOf, faults, isSending, isTooLong, submitBrief } from './brief-form-state.ts'
import { CountStepper } from './count-stepper.tsx'
import { ExampleBriefs } from './example-briefs.tsx'
import { FormDetails } from './form-details.tsx'
import { ModelFields } from './model-fields.tsx'

export function BriefForm() {
  const form = useRef<HTMLFormElement>(null)
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    void submitBrief()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void submitBrief()
  }
  // A person who cannot see the red text is taken to the field it belongs to.
  const found = faults.value
  useEffect(() => {
    if (found.size > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [found])

  return (
    <form ref={form} class="plate mt-6 flex flex-col p-5 sm:p-7" onSubmit={onSubmit} onKeyDown={onKeyDown} noValidate>
      <BriefField />
      <ExampleBriefs />
      <ModelFields />
      <FormDetails />
      <FieldFault id="form-fault" text={found.get('')} />
      <div class="mt-5 flex flex-wrap items-center gap-x-6 gap-y-4 border-t border-line pt-5">
        <CountStepper />
        <div class="flex items-center gap-4 max-sm:w-full sm:ml-auto">
          <span class="hidden text-sm text-soft sm:inline">{strings.home.startHint}</span>
          <button
            type="submit"
            class="button button-coral min-h-12 px-7 text-base max-sm:w-full"
            disabled={isSending.value || isTooLong.value}
          >
            {isSending.value ? strings.home.starting : strings.home.start}
          </button>
        </div>
      </div>
    </form>
  )
}

function BriefField() {
  const fault = faultOf('/brief')
  return (
    <div class="flex flex-col gap-2">
      <div class="flex items-baseline justify-between gap-4">
        <label for="brief" class="font-semibold">
          {strings.home.brief}
        </label>
        <span class="hidden text-sm text-soft sm:inline">{strings.home.briefHint}</span>
      </div>
      <textarea
        id="brief"
        rows={3}
        class="field min-h-40 resize-y px-4 sm:min-h-28 py-3 font-serif text-xl leading-relaxed"
        placeholder={strings.home.briefPlaceholder}
        value={brief.value}
        aria-invalid={fault !== undefined || isTooLong.value}
        aria-describedby="brief-fault brief-count"
        onInput={(event) => {
          brief.value = event.currentTarget.value
        }}
      />
      <div class="flex justify-between gap-4">
        <FieldFault id="brief-fault" text={fault} />
        <p
          id="brief-count"
          class={`ml-auto text-sm whitespace-nowrap tabular-nums ${isTooLong.value ? 'font-semibold text-bad' : 'text-soft'}`}
        >
          {strings.home.counter(briefLength.value, MAX_BRIEF_CHARACTERS)}
        </p>
      </div>
    </div>
  )
}
