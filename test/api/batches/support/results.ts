import { ulid } from 'ulid'
import type { BatchResult, BatchResultVariation } from '../../../../contract/batch-result.ts'
import { sampleDesign } from '../../../support/sample-design.ts'

/** A row that succeeded with two variations, the second of them chosen. */
export function sampleResult(row: number, given: Partial<BatchResult> = {}): BatchResult {
  return {
    row,
    line: row + 1,
    customId: `row-${row}`,
    brief: 'A baker, "by the canal"',
    state: 'succeeded',
    runId: ulid().toLowerCase(),
    choice: { variation: 1, why: 'It was the first of 2 that succeeded, 0.30 s ahead.' },
    fault: null,
    variations: [sampleVariation(0), sampleVariation(1)],
    ...given,
  }
}

export function sampleVariation(index: number, given: Partial<BatchResultVariation> = {}): BatchResultVariation {
  const id = ulid().toLowerCase()
  const size = { width: 8, height: 8, bytes: 100, sha256: '0'.repeat(64) }
  return {
    index,
    direction: 'Moonlight',
    state: 'succeeded',
    attempt: 1,
    reason: null,
    message: null,
    durationMs: 1200,
    costUsd: 0,
    design: { ...sampleDesign, name: `Miso ${index}` },
    picture: {
      id,
      variation: index,
      attempt: 1,
      kind: 'sketch',
      step: 'sketch',
      mediaType: 'image/png',
      ...size,
      href: `/v1/artifacts/${id}`,
    },
    ...given,
  }
}

export async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

export async function whole(text: AsyncIterable<string>): Promise<string> {
  let all = ''
  for await (const part of text) all += part
  return all
}
