import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { SpeakingAttempt } from '../run-token.ts'
import { serveModelCall } from './model-call.ts'
import { type ModelDeps, ModelDoor } from './model-door.ts'
import { answerModelError } from './model-error.ts'
import { claudeProtocol, ollamaProtocol } from './model-protocol.ts'

export interface ModelRoutesDeps extends ModelDeps {
  /** The attempt that a request with a valid run token speaks for. */
  readonly attemptOf: (request: FastifyRequest) => SpeakingAttempt
}

/** The text models, as their own clients speak to them: one call each, and nothing else of what the servers can. */
export function modelRoutes(scope: FastifyInstance, { attemptOf, ...deps }: ModelRoutesDeps): void {
  const door = new ModelDoor(deps)
  scope.setErrorHandler(answerModelError)
  for (const protocol of [ollamaProtocol, claudeProtocol]) {
    const options = { bodyLimit: door.limits.requestBytes }
    scope.post(protocol.route, options, async (request, reply) => {
      await serveModelCall(door, { protocol, attempt: attemptOf(request), request, reply })
    })
  }
  // streams are ended before the listener waits for them
  scope.addHook('preClose', async () => door.endCalls())
  scope.addHook('onClose', () => door.close())
}
