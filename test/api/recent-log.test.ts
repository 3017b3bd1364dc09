import { expect, it } from 'vitest'
import { createRedactor } from '../../api/doctor/redact.ts'
import { RecentLog } from '../../api/recent-log.ts'

const warning = (msg: string) => JSON.stringify({ level: 40, msg })

it('keeps the last five hundred lines, oldest first, and nothing below info', () => {
  const recent = new RecentLog()
  for (const level of [10, 20]) recent.add(JSON.stringify({ level, msg: 'words of people' }))
  expect(recent.lines()).toEqual([])
  for (let i = 0; i < 2300; i++) recent.add(`${warning(`line ${i}`)}\n`)
  const lines = recent.lines()

  expect([lines.length, lines[0], lines.at(-1)]).toEqual([500, warning('line 1800'), warning('line 2299')])
})

it('cuts a long line in front of a word, so that no secret is left in part, where nothing would know it', () => {
  const key = 'a-key-of-the-settings-0123456789'
  const redact = createRedactor([key])
  for (let before = 940; before < 1010; before++) {
    const recent = new RecentLog()
    recent.add(warning(`${'x '.repeat(before / 2)}${before % 2 ? ' ' : ''}"${key}" and more`))
    const [line = ''] = recent.lines()

    expect(line.length).toBeLessThanOrEqual(1001)
    expect(redact(line)).not.toContain(key.slice(0, 6))
  }
})
