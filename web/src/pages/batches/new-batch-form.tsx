import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { batchStrings } from '../../batch-strings.ts'
import { Icon } from '../../components/icon.tsx'
import { Summary } from '../../components/summary.tsx'
import { createNewBatch, type NewBatchState } from './new-batch-state.ts'

/** Sends a file; what is wrong with it is shown line by line. */
export function NewBatchForm() {
  const form = useMemo(createNewBatch, [])
  const { form: words } = batchStrings
  const onSubmit = (event: Event) => {
    event.preventDefault()
    void form.send()
  }
  return (
    <form class="plate mt-8 flex flex-col gap-5 p-5 sm:p-7" aria-label={words.legend} onSubmit={onSubmit}>
      <FileField form={form} />
      <Example />
      <div class="grid gap-4 sm:grid-cols-2">
        <label class="flex flex-col gap-1.5 text-sm font-semibold">
          {words.name}
          <input
            class="field font-normal"
            maxLength={200}
            placeholder={words.nameHint}
            value={form.name.value}
            onInput={(event) => {
              form.name.value = event.currentTarget.value
            }}
          />
        </label>
        <SelectionField form={form} />
      </div>
      <label class="flex items-center gap-3 text-sm pointer-coarse:min-h-11">
        <input
          type="checkbox"
          class="size-4"
          checked={form.isPartial.value}
          onChange={(event) => {
            form.isPartial.value = event.currentTarget.checked
          }}
        />
        {words.partial}
      </label>
      <Faults form={form} />
      <div class="flex justify-end border-t border-line pt-5">
        <button
          type="submit"
          class="button button-coral min-h-12 px-7 text-base max-sm:w-full"
          disabled={form.isSending.value}
        >
          {form.isSending.value ? words.sending : words.start}
        </button>
      </div>
    </form>
  )
}

function FileField({ form }: { readonly form: NewBatchState }) {
  const isOver = useSignal(false)
  const { form: words } = batchStrings
  const file = form.file.value
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    isOver.value = false
    form.setFile(event.dataTransfer?.files[0] ?? null)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the pointer's way; the field inside is everybody's
    <div
      class={`flex flex-col items-center gap-3 rounded-2xl border-2 border-dashed px-5 py-8 text-center ${isOver.value ? 'border-lagoon bg-mist' : 'border-edge bg-sunken'}`}
      onDragOver={(event) => {
        event.preventDefault()
        isOver.value = true
      }}
      onDragLeave={() => {
        isOver.value = false
      }}
      onDrop={onDrop}
    >
      <label class="button button-quiet cursor-pointer focus-within:outline-3 focus-within:outline-offset-2 focus-within:outline-lagoon">
        <Icon name="plus" class="size-3.5" />
        {file ? words.change : words.choose}
        <input
          type="file"
          class="sr-only"
          aria-label={words.file}
          accept=".jsonl,.ndjson,.csv,.txt,application/x-ndjson,text/csv"
          aria-describedby="file-hint"
          onChange={(event) => form.setFile(event.currentTarget.files?.[0] ?? null)}
        />
      </label>
      {file ? (
        <p class="font-semibold wrap-anywhere">{file.name}</p>
      ) : (
        <p id="file-hint" class="text-sm text-soft">
          {words.fileHint}
        </p>
      )}
    </div>
  )
}

function SelectionField({ form }: { readonly form: NewBatchState }) {
  const { selections, selection } = batchStrings.form
  const onChange = (value: string) => {
    form.selection.value = selections.find(([rule]) => rule === value)?.[0] ?? 'none'
  }
  return (
    <label class="flex flex-col gap-1.5 text-sm font-semibold">
      {selection}
      <select
        class="field font-normal"
        value={form.selection.value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {selections.map(([rule, label]) => (
          <option key={rule} value={rule}>
            {label}
          </option>
        ))}
      </select>
    </label>
  )
}

function Faults({ form }: { readonly form: NewBatchState }) {
  if (form.fault.value === null) return null
  const faults = form.faults.value
  return (
    <div role="alert" class="rounded-2xl bg-bad-soft p-4 text-sm">
      <p class="flex gap-2 font-semibold text-bad">
        <Icon name="alert" class="mt-0.5 size-4" />
        {form.fault.value}
      </p>
      {faults.length > 0 && (
        <>
          {faults.length < form.faultCount.value && (
            <p class="mt-3">{batchStrings.form.firstFaults(faults.length, form.faultCount.value)}</p>
          )}
          <ul class="mt-2 max-h-64 overflow-y-auto">
            {faults.map(({ place, detail }) => (
              <li key={`${place} ${detail}`} class="py-0.5 break-words">
                <span class="font-mono font-semibold">{place}</span> {detail}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

function Example() {
  const { form: words } = batchStrings
  return (
    <details class="group -my-2 text-sm">
      <Summary>
        <span class="font-semibold">{words.example}</span>
      </Summary>
      <pre class="mt-1 overflow-x-auto rounded-xl bg-sunken p-3 font-mono text-xs whitespace-pre">
        {words.exampleLines}
      </pre>
      <p class="mt-2 text-soft">{words.exampleHint}</p>
    </details>
  )
}
