import { expect, it } from 'vitest'
import { hasName } from '../../../api/backends/ollama-names.ts'

it.each([
  ['qwen2.5:7b', ['qwen2.5:7b'], true],
  ['llama3', ['llama3:latest'], true],
  ['llama3:latest', ['llama3'], true],
  [' Llama3 ', ['llama3:latest'], true],
  ['llama3', ['llama3:8b'], false],
  ['qwen2.5', ['qwen2.5:7b'], false],
  ['hub.example:5000/me/tiny', ['hub.example:5000/me/tiny:latest'], true],
  ['hub.example:5000/me/tiny', ['hub.example:5000/me/tiny:q4'], false],
  ['llama', ['llama3'], false],
  ['llama3', [], false],
])('"%s" among %j: %s', (wanted, models, isThere) => {
  expect(hasName(models, wanted)).toBe(isThere)
})
