import pc from 'picocolors'

export type PictureProtocol = 'kitty' | 'iterm2'
export type Colours = ReturnType<typeof pc.createColors>

/** One of the two ways out. */
export interface Sink {
  readonly isTerminal: boolean
  readonly colours: Colours
  write(text: string): void
}

/** What is on the other side of the process. */
export interface Terminal {
  /** Data. */
  readonly out: Sink
  /** Talk: progress, notes, errors. */
  readonly err: Sink
  readonly pictures: PictureProtocol | null
  columns(): number
  rows(): number
}

type Environment = Readonly<Record<string, string | undefined>>

/** The rows and columns of a terminal that does not say. */
const USUAL = { columns: 80, rows: 24 }

export function openTerminal(env: Environment, stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Terminal {
  const sink = (stream: NodeJS.WriteStream): Sink => ({
    isTerminal: stream.isTTY === true,
    colours: pc.createColors(hasColours(env, stream.isTTY === true)),
    write: (text) => void stream.write(text),
  })
  const sized = () => [stdout, stderr].find((stream) => stream.isTTY)
  return {
    out: sink(stdout),
    err: sink(stderr),
    pictures: stdout.isTTY === true ? pictureProtocol(env) : null,
    columns: () => sized()?.columns || USUAL.columns,
    rows: () => sized()?.rows || USUAL.rows,
  }
}

/** NO_COLOR wins, then FORCE_COLOR, then whether it is a terminal that knows colours. Set to nothing counts as unset. */
export function hasColours(env: Environment, isTerminal: boolean): boolean {
  if (isSet(env.NO_COLOR)) return false
  if (isSet(env.FORCE_COLOR)) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return isTerminal && env.TERM !== 'dumb'
}

/**
 * How the terminal takes pictures, by what it says of itself; null for none. A terminal that says nothing would show the
 * bytes as text, and a multiplexer swallows or breaks them.
 */
export function pictureProtocol(env: Environment): PictureProtocol | null {
  if (isSet(env.TMUX) || isSet(env.STY) || /^(screen|tmux)/.test(env.TERM ?? '')) return null
  if (env.TERM === 'xterm-kitty' || isSet(env.KITTY_WINDOW_ID)) return 'kitty'
  if (env.TERM === 'xterm-ghostty' || env.TERM_PROGRAM === 'ghostty') return 'kitty'
  if (env.TERM_PROGRAM === 'iTerm.app' || env.LC_TERMINAL === 'iTerm2') return 'iterm2'
  return env.TERM_PROGRAM === 'WezTerm' ? 'iterm2' : null
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}
