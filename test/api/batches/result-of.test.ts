import { describe, expect, it } from 'vitest'
import { finalPicture, resultOf, sheetRowOf } from '../../../api/batches/result-of.ts'
import type { Artifact } from '../../../contract/api.ts'
import { emptyRun } from '../../support/fake-snapshot.ts'
import { sampleResult, sampleVariation } from './support/results.ts'

const variation = emptyRun({ brief: 'A baker', variations: 1, parents: [], seed: 1 }).variations[0]!
const { variations: _, ...row } = sampleResult(0)

function artifact(id: string, kind: Artifact['kind'], attempt: number): Artifact {
  const picture = sampleVariation(0).picture!
  return { ...picture, id, kind, attempt }
}

describe('the picture of a variation', () => {
  it.each<[what: string, attempt: number, artifacts: Artifact[], id: string | null]>([
    ['is a render before a sketch', 1, [artifact('r', 'render', 1), artifact('s', 'sketch', 1)], 'r'],
    ['is the last of its kind', 1, [artifact('r1', 'render', 1), artifact('r2', 'render', 1)], 'r2'],
    ['is never one on its way', 1, [artifact('s', 'sketch', 1), artifact('p', 'preview', 1)], 's'],
    ['is none of an earlier attempt', 2, [artifact('old', 'render', 1), artifact('new', 'sketch', 2)], 'new'],
    ['is none where the last attempt has none', 2, [artifact('old', 'render', 1)], null],
  ])('%s', (_what, attempt, artifacts, id) => {
    expect(finalPicture({ ...variation, attempt, artifacts })?.id ?? null).toBe(id)
  })
})

describe('a row whose run is gone', () => {
  it('has no variations, and keeps what was chosen', () => {
    expect(resultOf(row, null)).toEqual({ ...row, variations: [] })
    expect(sheetRowOf(row, null)).toEqual({ ...row, variations: [] })
  })
})
