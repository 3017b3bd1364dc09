/** What is wrong with a line; `pointer` is a JSON pointer into it, empty for the whole line. */
export interface LineFault {
  readonly pointer: string
  readonly detail: string
  /** What comes behind it cannot be read either, so that leaving this line out would leave out more. */
  readonly isFatal: boolean
}

/** One line of a file: what it says, not yet checked, or why it says nothing. Lines count from 1. */
export type FileLine =
  | { readonly line: number; readonly value: unknown; readonly fault: null }
  | { readonly line: number; readonly value: null; readonly fault: LineFault }

export function badLine(line: number, detail: string, pointer = ''): FileLine {
  return { line, value: null, fault: { pointer, detail, isFatal: false } }
}

export function lastLine(line: number, detail: string, pointer = ''): FileLine {
  return { line, value: null, fault: { pointer, detail, isFatal: true } }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Null for what is not UTF-8: a brief with replacement characters would be somebody else's brief. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes)
  } catch {
    return null
  }
}
