import type { Artifact, Run, Variation } from '#contract/api.ts'
import type { BatchRow } from '#contract/batch.ts'
import type { BatchResult, BatchResultVariation, SheetCell, SheetRow } from '#contract/batch-result.ts'
import { costUsd, durationMs } from './choose-winner.ts'

/** A row and its run as one line of the results; `run` is null where none was made, or where it is gone. */
export function resultOf(row: BatchRow, run: Run | null): BatchResult {
  return { ...row, variations: (run?.variations ?? []).map(toVariation) }
}

/** A row and its run as a contact sheet shows them. */
export function sheetRowOf(row: BatchRow, run: Run | null): SheetRow {
  return { ...row, variations: (run?.variations ?? []).map(toCell) }
}

/** The picture its last attempt ended with: a render before a sketch, never what was on its way. */
export function finalPicture({ artifacts, attempt }: Variation): Artifact | null {
  const own = artifacts.filter((artifact) => artifact.attempt === attempt)
  const last = (kind: Artifact['kind']) => own.findLast((artifact) => artifact.kind === kind)
  return last('render') ?? last('sketch') ?? null
}

function toVariation(variation: Variation): BatchResultVariation {
  const { index, direction, state, attempt, design } = variation
  const end = variation.attempts.at(-1)
  return {
    index,
    direction,
    state,
    attempt,
    reason: end?.reason ?? null,
    message: end?.message ?? null,
    durationMs: durationMs(variation),
    costUsd: costUsd(variation),
    design,
    picture: finalPicture(variation),
  }
}

function toCell(variation: Variation): SheetCell {
  const { index, direction, state, design } = variation
  const picture = finalPicture(variation)
  return {
    index,
    direction,
    state,
    name: design?.name ?? null,
    message: variation.attempts.at(-1)?.message ?? null,
    picture: picture && { id: picture.id, href: picture.href, width: picture.width, height: picture.height },
  }
}
