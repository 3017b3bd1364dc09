import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../errors.ts'
import { HttpError } from '../../plugins/problem.ts'
import { maxCostOf } from '../../prices.ts'
import type { NewCall } from '../../store/call.ts'
import type { SpeakingAttempt } from '../run-token.ts'
import { admitCall } from './admit-call.ts'
import { forwardCall } from './forward-call.ts'
import type { ModelDoor } from './model-door.ts'
import type { ModelProtocol } from './model-protocol.ts'
import type { PreparedRequest } from './model-request.ts'

export interface ModelCall {
  readonly protocol: ModelProtocol
  readonly attempt: SpeakingAttempt
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** Serves one call of a text model from its first byte to its last. Throws what is to be answered instead. */
export async function serveModelCall(door: ModelDoor, { protocol, attempt, request, reply }: ModelCall): Promise<void> {
  const id = callIdOf(request)
  const live = door.live.begin(attempt)
  const leave = () => {
    if (!reply.raw.writableFinished) live.abort(new HttpError(499, 'The agent has gone away.'))
  }
  reply.raw.once('close', leave)
  try {
    const { model, line } = targetOf(door, protocol, attempt)
    const prepared = protocol.prepare(request.body, { model, maxOutputTokens: door.deps.models.maxOutputTokens })
    const call = newCall(door, { attemptId: attempt.id, id }, protocol, model, prepared)
    const waiting = { attempt, call, line, sharedPrefix: prepared.sharedPrefix, signal: live.signal }
    const admitted = await admitCall(door, waiting)
    await forwardCall(door, { ...waiting, ...admitted, protocol, prepared, request, reply })
  } finally {
    reply.raw.off('close', leave)
    live.end()
    door.deps.waits.show(attempt.id, null)
  }
}

/** The model and the line of the attempt's own assignment, whatever its request asks for. */
function targetOf(door: ModelDoor, { provider, name }: ModelProtocol, attempt: SpeakingAttempt) {
  const assignment = door.assigned(attempt.id)
  if (assignment?.designer !== provider) throw new AppError('forbidden', `This attempt does not design with ${name}.`)
  const line = door.lines[provider]
  const model = assignment.model ?? door.deps.models[provider]?.model
  if (line === null || model === undefined) {
    throw new AppError('unavailable', `${name} is not set up here any more. Retry once it is.`)
  }
  return { model, line }
}

function newCall(
  { deps }: ModelDoor,
  ref: { attemptId: string; id: string },
  { provider }: ModelProtocol,
  model: string,
  { body, maxInputTokens, maxOutputTokens }: PreparedRequest,
): NewCall {
  const most = { inputTokens: maxInputTokens, outputTokens: maxOutputTokens }
  const maxCostUsd = maxCostOf(deps.models.prices, provider, model, most)
  const requestSha256 = hash('sha256', body)
  return { ...ref, provider, model, maxCostUsd, requestSha256 }
}

function callIdOf(request: FastifyRequest): string {
  const id = request.headers['x-axoloom-call']
  if (typeof id === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(id)) return id
  throw new AppError(
    'bad-request',
    'A call needs an id of its own in x-axoloom-call: 1 to 64 letters, digits, - and _.',
  )
}
