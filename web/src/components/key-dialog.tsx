import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { keyRequest, sendKey } from '../api/session.ts'
import { strings } from '../strings.ts'
import { Dialog } from './dialog.tsx'
import { Logo } from './logo.tsx'

/** Asks for the key once the server wanted one. */
export function KeyDialog() {
  return keyRequest.value ? <KeyForm /> : null
}

function KeyForm() {
  const input = useRef<HTMLInputElement>(null)
  const fault = useSignal<string | null>(null)
  const isSending = useSignal(false)

  async function submit(): Promise<void> {
    const key = input.current?.value.trim() ?? ''
    isSending.value = true
    fault.value = key === '' ? strings.key.empty : await sendKey(key)
    isSending.value = false
    if (fault.value) input.current?.select()
  }
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    if (!isSending.value) void submit()
  }

  return (
    <Dialog labelledBy="key-heading" class="w-[26rem]" onClose={null}>
      <form class="flex flex-col gap-4 p-8" onSubmit={onSubmit} noValidate>
        <Logo class="w-16" />
        <h2 id="key-heading" class="font-serif text-2xl leading-tight">
          {strings.key.heading}
        </h2>
        <p class="text-sm text-soft">{strings.key.lead}</p>
        {/* what a password manager keeps the key under */}
        <input type="text" autocomplete="username" value={strings.product} readOnly hidden />
        <label class="flex flex-col gap-1.5 text-sm font-semibold">
          {strings.key.label}
          <input
            ref={input}
            type="password"
            autocomplete="current-password"
            class="field font-mono"
            aria-invalid={fault.value !== null}
            aria-describedby="key-fault"
          />
        </label>
        <p id="key-fault" role="alert" class="min-h-5 text-sm text-bad">
          {fault.value}
        </p>
        <button type="submit" class="button button-coral self-start px-6" disabled={isSending.value}>
          {isSending.value ? strings.key.sending : strings.key.send}
        </button>
      </form>
    </Dialog>
  )
}
