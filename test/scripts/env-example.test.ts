import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { expect, it } from 'vitest'
import { Settings } from '../../api/settings.ts'
import { envExample } from '../../scripts/env-example.ts'

const text = readFileSync('.env.example', 'utf8')

it('.env.example lists every setting as the API describes it (else run `npm run env-example`)', () => {
  expect(text).toBe(envExample())
})

it('.env.example changes nothing as it stands', () => {
  expect(parseEnv(text)).toEqual({})
})

it('every default that .env.example shows is one the API accepts', () => {
  const shown = parseEnv(text.replaceAll(/^#([A-Z_]+=.+)$/gm, '$1'))

  expect(Object.keys(shown)).toContain('PORT')
  expect(Settings.safeParse(shown).error?.issues).toBeUndefined()
})
