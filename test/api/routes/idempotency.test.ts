import { expect, it } from 'vitest'
import { canonicalJson } from '../../../api/routes/idempotency.ts'

it.each([
  [{ b: 1, a: { d: [2, { z: 1, y: 2 }], c: null } }, '{"a":{"c":null,"d":[2,{"y":2,"z":1}]},"b":1}'],
  [undefined, 'null'],
  [null, 'null'],
  [[3, 1, 2], '[3,1,2]'],
  [{ a: undefined }, '{}'],
])('the canonical JSON of %o does not depend on the order of fields', (value, json) => {
  expect(canonicalJson(value)).toBe(json)
})
