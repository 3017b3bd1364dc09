import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import { hostFault, isPublicAddress, TargetRefusedError } from './target-rules.ts'

/** Longest wait for a connection, its name and its TLS included. */
const CONNECT_MS = 5000

export interface ConnectorOptions {
  /** Any address is good: for tests, and for endpoints on one's own machine. */
  readonly isPrivateAllowed: boolean
  /** In place of the system's resolver. */
  readonly lookup?: LookupFunction
  /** Address that connections go out from. */
  readonly localAddress?: string
}

/**
 * Opens connections to public addresses only. A name is resolved once for each connection, and what was looked at is what
 * is connected to: nothing can change in between. Fails with TargetRefusedError.
 */
export function createSafeConnector(options: ConnectorOptions): buildConnector.connector {
  const { isPrivateAllowed, lookup = systemLookup, localAddress } = options
  const guarded = isPrivateAllowed ? lookup : guardLookup(lookup)
  const connect = buildConnector({ lookup: guarded, timeout: CONNECT_MS, allowH2: false })
  if (isPrivateAllowed) return connect
  return (target, callback) => {
    // an address in the URL is never resolved, so it is judged here
    const fault = hostFault(target.hostname)
    if (fault !== null) return callback(new TargetRefusedError(`The URL ${fault}.`), null)
    const from = localAddress === undefined ? {} : { localAddress }
    connect({ ...target, ...from }, (error, socket) => {
      if (error !== null) return callback(error, null)
      if (isPublicAddress(socket.remoteAddress ?? '')) return callback(null, socket)
      socket.destroy()
      callback(new TargetRefusedError('It led to an address of a private network.'), null)
    })
  }
}

/** Fails where any of a name's addresses is not public: a name that mixes both is made to get past a check. */
export function guardLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    // all of them are asked for, also where only one will be used
    lookup(hostname, { ...options, all: true }, (error, found, family) => {
      if (error !== null) return callback(error, found, family)
      const all: LookupAddress[] = typeof found === 'string' ? [{ address: found, family: family ?? 0 }] : found
      const [first] = all
      if (first === undefined || !all.every(({ address }) => isPublicAddress(address))) {
        callback(new TargetRefusedError('Its name leads to an address of a private network.'), [])
      } else if (options.all === true) callback(null, all)
      else callback(null, first.address, first.family)
    })
  }
}
