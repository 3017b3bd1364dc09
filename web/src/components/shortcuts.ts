import { signal } from '@preact/signals'
import { recall, remember } from '../browser-memory.ts'

const KEY = 'axoloom-single-keys'

export const isHelpOpen = signal(false)

type KeyHelp = readonly (readonly [keys: readonly string[], what: string])[]

/** The keys of the page that is shown, where it has its own; null: those of runs. */
export const pageKeys = signal<KeyHelp | null>(null)

/** Single-key shortcuts can be turned off: speech input and unsteady hands trigger them by accident. */
export const isSingleKeyOn = signal(recall(KEY) !== 'off')

export function setSingleKeys(isOn: boolean): void {
  isSingleKeyOn.value = isOn
  remember(KEY, isOn ? 'on' : 'off')
}

/** Whether a key press is meant as a shortcut: nothing is being typed, chosen or answered. */
export function isShortcut(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
    return false
  }
  if (document.querySelector('dialog[open]')) return false
  const { target } = event
  return !(target instanceof Element && target.closest('input, textarea, select, [contenteditable], [role="menu"]'))
}
