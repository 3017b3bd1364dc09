import { effect, signal } from '@preact/signals'
import { recall, remember } from './browser-memory.ts'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** Same key as public/theme.js, which applies the choice before the first paint. */
const KEY = 'axoloom-theme'

export const theme = signal<Theme>(readTheme())

/** Applies and remembers the theme whenever it changes; gives the remover. */
export function startTheme(): () => void {
  return effect(() => {
    const chosen = theme.value
    if (chosen === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = chosen
    remember(KEY, chosen)
  })
}

function readTheme(): Theme {
  const stored = recall(KEY)
  return themes.find((known) => known === stored) ?? 'system'
}
