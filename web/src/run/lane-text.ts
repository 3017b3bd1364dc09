import type { EventData } from '#contract/event.ts'

/** A printed line, or a place where lines are missing. */
export type LogEntry = { readonly text: string } | { readonly gap: EventData<'log-gap'> }

const MOST_LOG_ENTRIES = 500
const KEPT_LOG_ENTRIES = 400
const MOST_LINE_CHARACTERS = 2000

export function appendLog(log: readonly LogEntry[], entry: LogEntry): readonly LogEntry[] {
  const shown = 'text' in entry ? { text: visible(entry.text).slice(0, MOST_LINE_CHARACTERS) } : entry
  return log.length >= MOST_LOG_ENTRIES ? [...log.slice(-KEPT_LOG_ENTRIES), shown] : [...log, shown]
}

/** Control characters as their pictures (ESC becomes U+241B): printed text can look odd, but not act. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) => {
    if (character === '\n' || character === '\t') return character
    const code = character.charCodeAt(0)
    if (character === '\r') return ''
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\u2421'
  })
}
