import type { AccessLimits } from '../access-config.ts'
import type { KeyStore } from '../store/key-store.ts'
import { KeyRing } from './key-ring.ts'
import { OpenStreams } from './open-streams.ts'
import type { OwnerCaps } from './owner-caps.ts'

export interface AccessDeps {
  /** Keys of the settings. */
  readonly apiKeys: readonly string[]
  readonly sessionSecret: Buffer
  readonly keys: KeyStore
  readonly caps: OwnerCaps
  readonly limits: AccessLimits
}

/** Who may call, and how much: one object for all routes that ask for a key. */
export interface Access {
  readonly ring: KeyRing
  readonly keys: KeyStore
  readonly caps: OwnerCaps
  readonly streams: OpenStreams
  readonly limits: AccessLimits
  /** Ends the streams of keys that were revoked or are over. */
  cutDead(): void
}

export function createAccess({ apiKeys, sessionSecret, keys, caps, limits }: AccessDeps): Access {
  const ring = new KeyRing({ apiKeys, sessionSecret, managed: keys })
  const streams = new OpenStreams(limits.readers)
  const cutDead = () => streams.cutUnless((caller) => ring.isStillLet(caller))
  return { ring, keys, caps, streams, limits, cutDead }
}
