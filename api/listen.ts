import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'

export interface ListenOptions {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** The setting that names the port, for the sentence when it is taken. */
  readonly setting: string
  /** Take any free port when this one is taken. */
  readonly mayMove?: boolean
}

/** The port is someone else's. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError'
}

/** Binds the listener. Throws PortTakenError, or the network's own error. */
export async function listen(app: FastifyInstance, options: ListenOptions): Promise<AddressInfo> {
  const { host, port, setting, mayMove } = options
  try {
    await app.listen({ host, port })
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause) || cause.code !== 'EADDRINUSE') throw cause
    if (!mayMove) {
      throw new PortTakenError(
        `Port ${port} is taken by another program. Set ${setting} to another one, or to 0 for any.`,
        {
          cause,
        },
      )
    }
    await app.listen({ host, port: 0 })
  }
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('The listener has no port.')
  return address
}

/** How the listener is reached: by the name it was bound to, with an address for "any". */
export function urlOf({ port }: AddressInfo, host: string): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}
