import type { ParentDesign } from '#contract/assignment.ts'
import type { Design } from '#contract/design.ts'

export interface TextRequest {
  readonly brief: string
  /** A name from the library of directions, or the person's own words. */
  readonly direction: string
  readonly seed: number
  readonly parents: readonly ParentDesign[]
  /** 0 = no waiting, 1 = a lively human pace (a variation takes 6 to 12 s), 2 = twice as slow. */
  readonly pace: number
  /** The language model by name; null is its server's usual one. */
  readonly model?: string | null
  /** Names that other variations of the run have taken. */
  readonly siblingNames?: readonly string[]
  /** Counts the passes of the attempt, from 1. */
  readonly pass?: number
  /** An answer that was no design, and why: the model is to mend it. */
  readonly repair?: { readonly answer: string; readonly faults: string } | undefined
  /** A design whose picture was looked at, and what is to change. */
  readonly revision?: { readonly design: Design; readonly changes: string } | undefined
}

/** A picture to judge against the brief it was made for. */
export interface CritiqueRequest {
  readonly brief: string
  readonly direction: string
  readonly model?: string | null
  readonly pass: number
  readonly design: Design
  /** PNG, small. */
  readonly picture: Uint8Array
}

/**
 * What a model says while it designs. `candidate` is checked by the design loop, not here; `answer` is its text, for a
 * model that can be asked to mend it, and `fault` says why the text ends before it should.
 */
export type TextPart =
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'design'; readonly candidate: unknown; readonly answer?: string; readonly fault?: string }

export type CheckedDesign = { readonly design: Design } | { readonly faults: string }

/** How the candidates of a model that writes less than a whole design become one. */
export interface CandidateForm {
  check(candidate: unknown, request: TextRequest): CheckedDesign
  /** The valid fields of the candidates, later ones first, the rest from the scripted designer; `filled` names the rest. */
  complete(
    candidates: readonly unknown[],
    request: TextRequest,
  ): { readonly design: Design; readonly filled: readonly string[] }
}

/** One way to come from a brief to a design. Adapters translate only: retries and checks are the design loop's. */
export interface TextModel {
  stream(request: TextRequest, signal: AbortSignal): AsyncIterable<TextPart>
  /** Name and version of the words a language model is asked with; the log tells them. */
  readonly prompt?: string
  /** Without one, candidates are whole designs, and there is nothing to mend or fill in. */
  readonly form?: CandidateForm
  /** Of a model that can see: the candidate is a verdict. */
  readonly critique?: (request: CritiqueRequest, signal: AbortSignal) => AsyncIterable<TextPart>
}
