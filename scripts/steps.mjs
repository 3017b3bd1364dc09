/**
 * Progress lines go to standard error: standard output belongs to the start line and to what scripts read.
 *
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`)
}

/**
 * A length of time as a person says it: `0.4 s`, `14 s`, `2 min 5 s`.
 *
 * @param {number} ms
 */
export function inWords(ms) {
  const seconds = ms / 1000
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** An expected end: its message is all a person needs to see. */
export class Advice extends Error {}

/**
 * Runs a script's main function; an `Advice` is printed as it is, anything else with its stack. Both exit with code 1.
 *
 * @param {() => Promise<number>} main resolves to the exit code
 */
export async function runMain(main) {
  try {
    process.exitCode = await main()
  } catch (error) {
    say(error instanceof Advice ? error.message : error instanceof Error ? String(error.stack) : String(error))
    process.exitCode = 1
  }
}

/**
 * The code of a failed system call, such as `ENOENT`; undefined for any other error.
 *
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function errorCode(error) {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
