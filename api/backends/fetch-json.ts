import type { z } from 'zod'

/** Longer than a list of thousands of models. */
const MAX_BYTES = 4 * 1024 * 1024

/** What a server is asked for; the answer is checked and its size bounded. Throws what `wordsOf` finds words for. */
export async function fetchJson<T>(url: string, schema: z.ZodType<T>, init: RequestInit): Promise<T> {
  const path = new URL(url).pathname
  // a redirect is a proxy or a sign-in page, and not the server that the settings mean
  const answer = await fetch(url, { ...init, redirect: 'manual' })
  const text = await readText(answer, path)
  if (!answer.ok) throw new Error(`${path} was answered in ${answer.status}${errorIn(text)}.`)
  const parsed = schema.safeParse(parseJson(text))
  if (!parsed.success) throw new Error(`${path} was answered with what is not expected of such a server.`)
  return parsed.data
}

async function readText(answer: Response, path: string): Promise<string> {
  if (answer.body === null) return ''
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of answer.body) {
    bytes += chunk.byteLength
    // leaving the loop cancels the body
    if (bytes > MAX_BYTES) throw new Error(`${path} was answered with more than ${MAX_BYTES} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

// Ollama and ComfyUI put their reason into a field `error`; a proxy answers with a page, which tells nothing.
function errorIn(text: string): string {
  const body = parseJson(text)
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : null
  return typeof error === 'string' ? `: ${error.slice(0, 200).replace(/\.$/, '')}` : ''
}
