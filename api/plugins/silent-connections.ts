import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/**
 * Closes connections that were opened and never used when the server stops: browsers and clients open some ahead of need,
 * and Node counts only those as idle that have had a request.
 */
async function silentConnections(app: FastifyInstance): Promise<void> {
  const silent = new Set<Socket>()
  const heard = ({ socket }: { socket: Socket }) => silent.delete(socket)
  const opened = (socket: Socket) => {
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  }
  app.server.on('connection', opened).on('request', heard)
  app.addHook('preClose', async () => {
    for (const socket of silent) socket.destroy()
  })
}

export default fp(silentConnections, { name: 'silent-connections' })
