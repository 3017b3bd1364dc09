import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { refusal, refusalOf, sendProblem } from './problem.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Sends the page that says that there is nothing; null where there is no page. */
    missingPage: ((reply: FastifyReply) => FastifyReply) | null
  }
}

/** Every error leaves as problem details; ours are logged once, with their stack. */
async function problems(app: FastifyInstance): Promise<void> {
  app.decorate('missingPage', null)
  const methodsOf = rememberRoutes(app)
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply))
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request.url)
    const methods = methodsOf(path)
    if (methods.length === 0 || methods.includes(request.method)) {
      if (app.missingPage !== null && isBrowsing(request, path)) return app.missingPage(reply)
      return sendProblem(reply, refusal(404, `There is nothing at ${path}.`))
    }
    const allow = methods.join(', ')
    const detail = `${path} does not take ${request.method}, only ${allow}.`
    return sendProblem(reply, refusal(405, detail, { headers: { allow } }))
  })
}

/** Also for errors of the framework, which come before any route is known. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = refusalOf(error)
  if (known !== null) return sendProblem(reply, known)
  request.log.error({ err: error, requestId: request.id, route: request.routeOptions.url }, 'a request failed')
  return sendProblem(
    reply,
    refusal(500, 'Something went wrong inside Axoloom. It has been logged under the id of this request.'),
  )
}

// Fastify's router answers 404 for a known address with another method.
function rememberRoutes(app: FastifyInstance): (path: string) => string[] {
  const routes: { pattern: RegExp; methods: string[] }[] = []
  app.addHook('onRoute', ({ url, method }) => {
    const pattern = new RegExp(`^${url.replaceAll(/[.]/g, '\\.').replaceAll(/:[^/]+/g, '[^/]+')}$`)
    routes.push({ pattern, methods: [method].flat() })
  })
  return (path) => [...new Set(routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods))]
}

/** A person before a browser, who is helped by a page; a program, and whoever takes anything, gets a problem. */
function isBrowsing({ method, headers }: FastifyRequest, path: string): boolean {
  const isApi = path === '/v1' || path.startsWith('/v1/')
  return !isApi && (method === 'GET' || method === 'HEAD') && (headers.accept ?? '').includes('text/html')
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url
}

export default fp(problems, { name: 'problems' })
