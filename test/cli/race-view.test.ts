import pc from 'picocolors'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { lineView, liveView } from '../../cli/lanes/race-view.ts'
import type { Terminal } from '../../cli/terminal.ts'
import type { RunEvent } from '../../contract/event.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function openScreen() {
  let text = ''
  const write = (more: string): void => {
    text += more
  }
  const sink = { isTerminal: true, colours: pc.createColors(false), write }
  const terminal: Terminal = { out: sink, err: sink, pictures: null, columns: () => 60, rows: () => 20 }
  return { terminal, sink, text: () => text }
}

const start = {
  seq: 1,
  run: 'r',
  variation: null,
  attempt: null,
  type: 'run-start',
  at: '2026-11-22T12:00:00.000Z',
  data: { brief: 'an axolotl', kind: 'axolotl', variations: [{ index: 0, direction: 'Mist' }], parents: [] },
} as unknown as RunEvent

it('draws over what it drew before, leaves the last picture and gives the cursor back', () => {
  const screen = openScreen()
  const view = liveView('r', screen.terminal)
  view.show(start)
  vi.advanceTimersByTime(200)
  view.close()
  const drawn = screen.text()
  vi.advanceTimersByTime(1000)

  expect(screen.text()).toBe(drawn)
  expect(drawn.startsWith('\x1b[?25l')).toBe(true)
  expect(drawn.endsWith('\x1b[?25h')).toBe(true)
  expect(drawn.split('\x1b[2A\r\x1b[J')).toHaveLength(3)
})

it('has a line for what happens where nothing can be drawn over', () => {
  const screen = openScreen()
  const view = lineView(screen.sink)
  view.show(start)
  view.close()

  expect(screen.text()).toBe('[run] run starts with 1 variation: an axolotl\n')
})
