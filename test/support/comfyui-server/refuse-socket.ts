import { type Answer, notFound, text } from './answer.ts'
import type { FaultScript } from './faults.ts'
import type { SeenRequest } from './http-request.ts'
import { pause } from './pause.ts'
import { isForeignPage } from './serve-request.ts'

/** Why a socket is not opened; null when it is. */
export async function refuseSocket(
  script: FaultScript,
  request: SeenRequest,
  signal: AbortSignal,
): Promise<Answer | 'hung' | null> {
  if (request.path !== '/ws') return notFound
  if (isForeignPage(request)) return text(403, '')
  const fault = script.takeRequest('GET /ws')
  if (fault === null) return null
  if ('answer' in fault) return fault.answer
  if ('delayMs' in fault) await pause(fault.delayMs, signal)
  return 'isHung' in fault ? 'hung' : null
}
