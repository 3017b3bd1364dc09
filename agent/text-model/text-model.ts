import type { ParentDesign } from '#contract/assignment.ts'

export interface TextRequest {
  readonly brief: string
  /** A name from the library of directions, or the person's own words. */
  readonly direction: string
  readonly seed: number
  readonly parents: readonly ParentDesign[]
  /** 0 = no waiting, 1 = a lively human pace (a variation takes 6 to 12 s), 2 = twice as slow. */
  readonly pace: number
}

/** What a model says while it designs. `candidate` is checked against the design schema by the design loop, not here. */
export type TextPart =
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'design'; readonly candidate: unknown }

/** One way to come from a brief to a design. Adapters translate only: retries and checks are the design loop's. */
export interface TextModel {
  stream(request: TextRequest, signal: AbortSignal): AsyncIterable<TextPart>
}
