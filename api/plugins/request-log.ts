import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/** One line for each answer, for those who look closely: addresses hold ids, never briefs or keys. */
async function requestLog(app: FastifyInstance): Promise<void> {
  app.addHook('onResponse', async (request, reply) => {
    const { id: requestId, method, routeOptions } = request
    const ms = Math.round(reply.elapsedTime)
    app.log.debug({ requestId, method, route: routeOptions.url, status: reply.statusCode, ms }, 'answered')
  })
}

export default fp(requestLog, { name: 'request-log' })
