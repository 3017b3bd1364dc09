/** Shorter values are words: hiding them would hide the text around them. */
const MIN_SECRET = 6
const HIDDEN = '[hidden]'

/** Names of what is secret, and what stands between such a name and its value, also in JSON within a text of JSON. */
const names = 'api[-_]?key|access[-_]?key|secret|password|passwd|passphrase|session|ticket|token|credential'
const is = String.raw`\\*["']?\s*[:=]\s*`
const value = String.raw`(?:\\[^"']|[^\s"',;&}\\])+`
/** A quote before the value; nothing where it is hidden already, or left out on purpose. */
const quote = String.raw`(?!\\*["']?(?:\[hidden\]|…))\\*["']?`

/** What looks like a secret wherever it stands. Each keeps what comes before its value. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, HIDDEN],
  // the parts of a URL before and behind a name that is a password
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"'<>]*@/gi, `$1${HIDDEN}@`],
  // a list of them, whole
  [new RegExp(`((?:${names}|cookie)s?${is})\\[[^\\]]*\\]`, 'gi'), `$1${HIDDEN}`],
  // before the schemes alone: what is short or of another scheme is a secret here too
  [new RegExp(`(authorization${is}${quote})(?:[a-z][a-z0-9-]* +)?${value}`, 'gi'), `$1${HIDDEN}`],
  [new RegExp(`(cookies?${is}${quote})${value}(?:; *[\\w.-]+=(?:${value})?)*`, 'gi'), `$1${HIDDEN}`],
  [/\b(bearer) +[A-Za-z0-9._~+/=-]{6,}/gi, `$1 ${HIDDEN}`],
  [/\b(basic) +[A-Za-z0-9+/]{12,}=*/gi, `$1 ${HIDDEN}`],
  [/\b(axo_[0-9a-z]{26})_[A-Za-z0-9_-]+/g, `$1_${HIDDEN}`],
  [/\bsk-[A-Za-z0-9_-]{8,}/g, HIDDEN],
  [/\bwhsec_[A-Za-z0-9+/=_-]+/g, HIDDEN],
  [/\b(AKIA|ASIA)[0-9A-Z]{16}\b/g, HIDDEN],
  [/\b(gh[pousr]_|github_pat_|glpat-|xox[abpr]-)[A-Za-z0-9_-]{10,}/g, HIDDEN],
  [/\bhf_[A-Za-z0-9]{10,}/g, HIDDEN],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*/g, HIDDEN],
  [/\b[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\b/g, HIDDEN],
  [new RegExp(`((?:${names})s?${is}${quote})${value}`, 'gi'), `$1${HIDDEN}`],
]

/** Takes the given values, in any of the ways they are written, and whatever looks like a secret out of a text. */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const known = [...new Set(secrets.flatMap(waysToWrite))]
    .filter((value) => value.length >= MIN_SECRET)
    // the longest first: one may be a part of another
    .sort((a, b) => b.length - a.length)
  return (text) => {
    const without = known.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text)
    return patterns.reduce((rest, [pattern, put]) => rest.replace(pattern, put), without)
  }
}

/** As it is, in JSON, in a URL, and as the two encodings that headers and logs put it into. */
function waysToWrite(secret: string): string[] {
  const bytes = Buffer.from(secret)
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('base64'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ]
}
