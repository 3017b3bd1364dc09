import { writeSync } from './builtins.ts'

const STANDARD_ERROR = 2

/** Prints a plain line for whoever reads the log; to everyone else it is text. A disk that takes nothing is no error here. */
export function printDiagnostic(text: string): void {
  try {
    writeSync(STANDARD_ERROR, `${text}\n`)
  } catch {
    // There is nowhere left to say it.
  }
}
