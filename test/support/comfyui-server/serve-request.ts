import type { ServerResponse } from 'node:http'
import { type Answer, notAllowed, notFound, raised, sendAnswer, text } from './answer.ts'
import type { FaultScript, RequestFault } from './faults.ts'
import type { SeenRequest } from './http-request.ts'
import { pause } from './pause.ts'
import { postPrompt } from './post-prompt.ts'
import { isOver } from './prompt-records.ts'
import { findRoute, handlerOf, isThere, type RouteName } from './routes.ts'
import { sendCut, sendEndlessly, sendSlowly } from './send-badly.ts'
import type { ServerProcess } from './server-process.ts'

/** Answers one request, or lets it go wrong as the script has it. */
export async function serveRequest(
  process: ServerProcess,
  script: FaultScript,
  request: SeenRequest,
  response: ServerResponse,
): Promise<void> {
  const found = findRoute(request.method, request.path)
  if (isForeignPage(request)) return sendAnswer(response, text(403, ''))
  if (found === null || (found !== 'method' && !isThere(found, request, process))) return sendAnswer(response, notFound)
  if (found === 'method') return sendAnswer(response, notAllowed)
  const fault = script.takeRequest(found.route)
  if (fault === null) return sendAnswer(response, await answer(process, script, request, found.route, found.name))
  if ('delayMs' in fault) await pause(fault.delayMs, process.signal)
  if (goesWrong(fault, response)) return
  const made = await answer(process, script, request, found.route, found.name)
  if ('isLate' in fault) await ended(process, request)
  await sendFaulty(process, fault, made, response)
}

async function answer(
  process: ServerProcess,
  script: FaultScript,
  request: SeenRequest,
  route: RouteName,
  name: string,
): Promise<Answer> {
  try {
    if (route === 'POST /prompt') return postPrompt(process, request.json, script.takeRun)
    return (await handlerOf(route)?.(process, request, name)) ?? notFound
  } catch {
    return raised
  }
}

/** True when nothing more is done. */
function goesWrong(fault: RequestFault, response: ServerResponse): boolean {
  if ('answer' in fault) sendAnswer(response, fault.answer)
  else if ('lost' in fault) hangUp(response, fault.lost)
  else return 'isHung' in fault
  return true
}

async function sendFaulty(
  process: ServerProcess,
  fault: RequestFault,
  made: Answer,
  response: ServerResponse,
): Promise<void> {
  if ('lostAnswer' in fault) hangUp(response, fault.lostAnswer)
  else if ('pieceBytes' in fault) await sendSlowly(response, made, fault, process.signal)
  else if ('isEndless' in fault) await sendEndlessly(response, made, process.signal)
  else if ('cutAfterBytes' in fault) sendCut(response, made, fault)
  else sendAnswer(response, made)
}

function hangUp({ socket }: ServerResponse, how: 'fin' | 'reset'): void {
  if (how === 'fin') socket?.end()
  else socket?.resetAndDestroy()
}

/** Of the prompt that was just posted, if it was accepted. */
async function ended({ parts }: ServerProcess, { json: body }: SeenRequest): Promise<void> {
  const { prompt_id: id } = (body ?? {}) as { prompt_id?: unknown }
  const isTaken = parts.records.all.some((record) => record.id === id)
  if (isTaken) await parts.records.when((record) => record.id === id && isOver(record))
}

/** A page of another origin that calls the server of this machine. */
export function isForeignPage({ headers: { host = '', origin } }: SeenRequest): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false
  const asked = new URL(`http://${host}`)
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(asked.hostname)
  const from = new URL(origin)
  return isLoopback && (from.port === '' ? asked.hostname !== from.hostname : host.toLowerCase() !== from.host)
}
