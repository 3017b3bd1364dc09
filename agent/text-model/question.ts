/** One thing said in a conversation with a language model. */
export interface Message {
  readonly role: 'user' | 'assistant'
  readonly text: string
  /** PNG, for models that can see. */
  readonly picture?: Uint8Array
}

/** One call of a language model: what it is told, and the JSON it is to answer. */
export interface Question {
  /** Unique in the attempt; the gateway charges it once. */
  readonly call: string
  /** Null is the server's usual one. */
  readonly model: string | null
  readonly system: string
  readonly messages: readonly Message[]
  /** JSON schema of the answer. */
  readonly schema: Readonly<Record<string, unknown>>
  readonly seed: number
}

/** How an answer ends: `whole`, or a sentence that says why it ended before that. */
export type Ending = 'whole' | { readonly fault: string }

/** One call: gives the answer's text as it comes. Throws CallError or AgentError; stops when `signal` is aborted. */
export type Ask = (question: Question, signal: AbortSignal) => AsyncGenerator<string, Ending>

/** Most tokens of an answer: twice what one needs, for languages whose words cost more of them. */
export const MAX_ANSWER_TOKENS = 1000

/** Named by the step, so that a log of calls can be read. */
export function callId(step: string, pass: number): string {
  return `${step}-${pass}-${crypto.randomUUID().slice(0, 13)}`
}
