// Apart from the schemas, so that the page can use the numbers without carrying zod.

/** Most variations in a run (PROTOCOL section 6). */
export const MAX_VARIATIONS = 16
/** Most characters in a brief. */
export const MAX_BRIEF_CHARACTERS = 2000
/** Variations of a run that does not say how many. */
export const DEFAULT_VARIATIONS = 4
/** Most attempts of one variation (PROTOCOL section 4). */
export const MAX_ATTEMPTS_PER_VARIATION = 10
/** Most attempts in a row that are queued by themselves because a machine took the one before away (PROTOCOL section 4). */
export const MAX_DISRUPTIONS = 2
/** Largest integer every part of the system (JSON, SQLite, image servers) carries without loss: 2^53 - 1. */
export const MAX_SEED = Number.MAX_SAFE_INTEGER

/** A jump larger than this is no counter but noise (PROTOCOL section 3). */
export const MAX_LINE_JUMP = 1_000_000
