import { signal } from '@preact/signals'

export interface Toast {
  readonly id: number
  readonly text: string
  readonly isBad: boolean
  readonly action: ToastAction | null
  readonly untilMs: number
}

export interface ToastAction {
  readonly label: string
  readonly run: () => void
}

interface ToastOptions {
  readonly action?: ToastAction
  readonly isBad?: boolean
  readonly durationMs?: number
}

const MOST_TOASTS = 4
const SHOWN_MS = 6000
/** What went wrong takes longer to read, and there is something to be done about it. */
const BAD_SHOWN_MS = 12_000

export const toasts = signal<readonly Toast[]>([])

let nextId = 1
const timers = new Map<number, ReturnType<typeof setTimeout>>()

/** Shows a notice for a while; the oldest gives way when there are too many. */
export function showToast(text: string, options: ToastOptions = {}): void {
  const { action = null, isBad = false } = options
  const durationMs = options.durationMs ?? (isBad ? BAD_SHOWN_MS : SHOWN_MS)
  const toast: Toast = { id: nextId++, text, isBad, action, untilMs: Date.now() + durationMs }
  const dropped = toasts.value.slice(0, Math.max(0, toasts.value.length + 1 - MOST_TOASTS))
  for (const old of dropped) dismissToast(old.id)
  toasts.value = [...toasts.value, toast]
  timers.set(
    toast.id,
    setTimeout(() => dismissToast(toast.id), durationMs),
  )
}

export function dismissToast(id: number): void {
  clearTimeout(timers.get(id))
  timers.delete(id)
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}
