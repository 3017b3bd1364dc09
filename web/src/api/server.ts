import { ApiProblem } from '#contract/client/api-problem.ts'
import { createHttp } from '#contract/client/http.ts'
import { setServerTime } from '../clock.ts'
import { strings } from '../strings.ts'

/** The server this page came from. One try each: a person is there, who sees what went wrong and tries again. */
export const server = createHttp({ url: '', fetch: fetchAndSetClock })

async function fetchAndSetClock(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init)
  setServerTime(response.headers.get('date'))
  return response
}

/** The sentence to show for anything thrown. */
export function messageOf(error: unknown): string {
  if (!(error instanceof ApiProblem)) return strings.errors.unexpected
  if (error.status === 0) return strings.errors.unreachable
  return error.problem?.detail ?? strings.errors.status(error.status)
}
