import { signal } from '@preact/signals'

const message = signal('')

/** Says something to screen readers alone, without taking the focus. */
export function announce(text: string): void {
  // The same words twice are heard twice only if the text changes.
  message.value = message.peek() === text ? `${text}\u00a0` : text
}

/** Several things that happened in one frame are said in one go. */
export function Announcer() {
  return (
    <div class="sr-only" role="status" aria-live="polite">
      {message}
    </div>
  )
}
