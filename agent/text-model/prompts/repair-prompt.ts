/** Raised with every change of the words below. */
export const REPAIR_PROMPT = 'repair/1'

/** Longest list of faults that is sent back: a model that made more of them is not helped by more. */
const MAX_FAULTS = 600

/** Asks for the same answer without its faults. */
export function repairQuestion(faults: string): string {
  return `Your answer cannot be used. Faults:
${faults.slice(0, MAX_FAULTS)}
Answer again with the whole JSON object, the faults mended and the rest kept. Keep every value short.`
}
