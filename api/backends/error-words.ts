/** Longest text of an error that is kept. */
const MAX_CHARACTERS = 300
const SILENT = 'It failed without a word.'

const networkTexts: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The connection was refused: nothing listens there.',
  ECONNRESET: 'The connection was cut.',
  UND_ERR_SOCKET: 'The connection was cut.',
  ENOTFOUND: 'Its host name is not known.',
  EAI_AGAIN: 'Its host name cannot be looked up at the moment.',
  EHOSTUNREACH: 'There is no way to its address.',
  ENETUNREACH: 'There is no way to its address.',
  ETIMEDOUT: 'It did not answer in time.',
  UND_ERR_CONNECT_TIMEOUT: 'It did not answer in time.',
  UND_ERR_HEADERS_TIMEOUT: 'It did not answer in time.',
}

/** One sentence for people about why a call to a server failed, without any of `secrets`. */
export function wordsOf(error: unknown, secrets: readonly string[] = []): string {
  const text = networkTexts[codeOf(error) ?? ''] ?? (isTimeout(error) ? 'It did not answer in time.' : textOf(error))
  const clean = secrets.reduce((words, secret) => words.replaceAll(secret, '[hidden]'), text)
  return clean.length > MAX_CHARACTERS ? `${clean.slice(0, MAX_CHARACTERS)}…` : clean
}

/** fetch() hides the reason in its cause, and the cause of a name with two addresses in a list. */
function codeOf(error: unknown): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && at.code in networkTexts) return at.code
  }
  return null
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError'
}

// "fetch failed" says less than its cause
// "fetch failed" says less than its cause
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return SILENT
  const told = error.message === 'fetch failed' && error.cause instanceof Error ? error.cause : error
  return told.message === '' ? SILENT : told.message
}
