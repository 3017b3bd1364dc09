import { Readable } from 'node:stream'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { RenderRequest } from '#contract/render.ts'
import type { RenderDeps } from './render-deps.ts'
import { RenderJobs } from './render-jobs.ts'
import type { SpeakingAttempts } from './run-token.ts'

type Scope = FastifyInstance<
  import('http').Server,
  import('http').IncomingMessage,
  import('http').ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>

/**
 * `POST /agent/v1/render`, in a scope that has let the request in by its run token. The answer is a line for each thing
 * that happens, until the picture is stored; a reader that is cut off comes back with the same call.
 */
export function renderRoutes(scope: Scope, deps: RenderDeps, speaking: SpeakingAttempts): void {
  const jobs = new RenderJobs(deps)
  // before connections are waited for: the answers end, the renders go on without us
  scope.addHook('preClose', () => jobs.close())
  scope.post('/agent/v1/render', { schema: { body: RenderRequest } }, async (request, reply) => {
    const job = await jobs.attach(speaking.of(request), request.body)
    const { lines, leave } = job.read()
    reply.raw.once('close', leave)
    return reply
      .header('content-type', 'application/x-ndjson')
      .header('cache-control', 'no-store')
      .send(Readable.from(lines.texts()))
  })
}
