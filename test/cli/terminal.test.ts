import { describe, expect, it } from 'vitest'
import { hasColours, pictureProtocol } from '../../cli/terminal.ts'

type Environment = Record<string, string>

describe('colours', () => {
  const rows: readonly [what: string, env: Environment, isTerminal: boolean, hasThem: boolean][] = [
    ['a terminal', {}, true, true],
    ['a pipe', {}, false, false],
    ['a terminal without any', { TERM: 'dumb' }, true, false],
    ['NO_COLOR on a terminal', { NO_COLOR: '1' }, true, false],
    ['NO_COLOR set to nothing', { NO_COLOR: '' }, true, true],
    ['FORCE_COLOR in a pipe', { FORCE_COLOR: '1' }, false, true],
    ['FORCE_COLOR=0 on a terminal', { FORCE_COLOR: '0' }, true, false],
    ['both', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  ]

  it.each(rows)('%s', (_what, env, isTerminal, hasThem) => {
    expect(hasColours(env, isTerminal)).toBe(hasThem)
  })
})

describe('pictures', () => {
  const rows: readonly [what: string, env: Environment, protocol: string | null][] = [
    ['nothing said', {}, null],
    ['xterm', { TERM: 'xterm-256color' }, null],
    ['kitty', { TERM: 'xterm-kitty' }, 'kitty'],
    ['kitty under another TERM', { TERM: 'xterm-256color', KITTY_WINDOW_ID: '1' }, 'kitty'],
    ['ghostty', { TERM: 'xterm-ghostty' }, 'kitty'],
    ['iTerm2', { TERM_PROGRAM: 'iTerm.app' }, 'iterm2'],
    ['iTerm2 over ssh', { LC_TERMINAL: 'iTerm2' }, 'iterm2'],
    ['WezTerm', { TERM_PROGRAM: 'WezTerm' }, 'iterm2'],
    ['kitty inside tmux', { KITTY_WINDOW_ID: '1', TMUX: '/tmp/tmux-0/default,1,0' }, null],
    ['iTerm2 inside screen', { TERM_PROGRAM: 'iTerm.app', TERM: 'screen-256color' }, null],
  ]

  it.each(rows)('%s', (_what, env, protocol) => {
    expect(pictureProtocol(env)).toBe(protocol)
  })
})
