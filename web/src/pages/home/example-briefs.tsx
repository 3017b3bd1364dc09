import { strings } from '../../strings.ts'
import { brief } from './brief-form-state.ts'

export function ExampleBriefs() {
  return (
    <fieldset class="mt-3">
      <legend class="mb-2 text-sm text-soft">{strings.home.examplesLabel}</legend>
      <div class="flex flex-wrap gap-2">
        {strings.home.examples.map(([name, text]) => (
          <button
            key={name}
            type="button"
            title={text}
            class="button min-h-9 bg-mist px-3.5 font-medium text-ink hover:bg-blush"
            onClick={() => {
              brief.value = text
              document.getElementById('brief')?.focus()
            }}
          >
            {name}
          </button>
        ))}
      </div>
    </fieldset>
  )
}
