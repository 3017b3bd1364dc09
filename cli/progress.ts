import type { RequestCounts } from '#contract/batch.ts'
import { doneOf } from './batch-view.ts'
import type { Session } from './session.ts'
import { cut } from './text.ts'

export interface Progress {
  show(counts: RequestCounts): void
  /** A line that stays, above what is drawn. */
  note(text: string): void
  close(): void
}

const BAR_COLUMNS = 30
/** Off a terminal a line at each tenth is enough. */
const STEPS = 10

/** A bar that is drawn in place on a terminal; a line now and then elsewhere. */
export function openProgress(session: Session): Progress {
  if (session.isQuiet) return { show: () => {}, note: () => {}, close: () => {} }
  return session.terminal.err.isTerminal ? barProgress(session) : lineProgress(session)
}

function barProgress({ terminal }: Session): Progress {
  const { err } = terminal
  let drawn: string | null = null
  return {
    show: (counts) => {
      drawn = cut(barLine(counts), terminal.columns() - 1)
      err.write(`\r\x1b[2K${drawn}`)
    },
    note: (text) => err.write(`\r\x1b[2K${text}\n${drawn ?? ''}`),
    close: () => {
      if (drawn !== null) err.write('\n')
    },
  }
}

function lineProgress(session: Session): Progress {
  let last = -1
  return {
    show: (counts) => {
      const step = Math.floor((doneOf(counts) / Math.max(1, counts.total)) * STEPS)
      if (step !== last) session.say(countsLine(counts))
      last = step
    },
    note: (text) => session.say(text),
    close: () => {},
  }
}

export function barLine(counts: RequestCounts): string {
  const full = Math.round((doneOf(counts) / Math.max(1, counts.total)) * BAR_COLUMNS)
  return `${'█'.repeat(full)}${'░'.repeat(BAR_COLUMNS - full)} ${countsLine(counts)}`
}

function countsLine(counts: RequestCounts): string {
  const { total, running, partial, failed, cancelled } = counts
  const others = [
    running > 0 ? `${running} running` : '',
    partial > 0 ? `${partial} partial` : '',
    failed > 0 ? `${failed} failed` : '',
    cancelled > 0 ? `${cancelled} cancelled` : '',
  ]
  return [`${doneOf(counts)} of ${total} rows`, ...others.filter((part) => part !== '')].join(', ')
}
