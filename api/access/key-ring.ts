import { createHmac, timingSafeEqual } from 'node:crypto'
import type { StoredKey } from '../store/key-store.ts'
import { type Caller, openCaller } from './caller.ts'
import { isSameText, keyIdOf, sha256 } from './key-text.ts'

export interface KeyRingOptions {
  /** Keys of the settings. Empty: everyone who gets here is the owner. */
  readonly apiKeys: readonly string[]
  /** Signs session cookies; kept with the data, so that a session outlives a restart. */
  readonly sessionSecret: Buffer
  /** Keys that were made by a call. */
  readonly managed: { find(id: string): StoredKey | undefined }
  readonly now?: () => Date
}

/** What a page gets for a key. */
export interface Session {
  readonly cookie: string
  /** When its key ends; null: never. */
  readonly expiresAt: string | null
}

/** Checks keys, and the sessions that pages trade a key for. A session dies with its key. */
export class KeyRing {
  readonly #settingsKeys: readonly { readonly hash: Buffer; readonly caller: Caller }[]
  readonly #secret: Buffer
  readonly #managed: KeyRingOptions['managed']
  readonly #now: () => Date

  constructor({ apiKeys, sessionSecret, managed, now = () => new Date() }: KeyRingOptions) {
    this.#settingsKeys = apiKeys.map(sha256).map((hash) => ({ hash, caller: callerOfHash(hash) }))
    this.#secret = sessionSecret
    this.#managed = managed
    this.#now = now
  }

  /** Whether calls without a key are let in. */
  get isOpen(): boolean {
    return this.#settingsKeys.length === 0
  }

  /** Null for a key that is unknown, revoked or over. */
  callerOfKey(text: string): Caller | null {
    const given = sha256(text)
    const ofSettings = this.#ofSettings((hash) => timingSafeEqual(given, hash))
    if (ofSettings !== null) return ofSettings
    const id = keyIdOf(text)
    const key = id === null ? undefined : this.#live(id)
    return key !== undefined && isSameText(given.toString('hex'), key.keySha256) ? callerOfManaged(key) : null
  }

  /** Null for a cookie that was made up, and for one whose key is gone. */
  callerOfSession(cookie: string): Caller | null {
    const [id = '', signature] = cookie.split('.')
    if (signature === undefined) {
      return this.#ofSettings((hash) => isSameText(cookie, this.#sign('session:', hash)))
    }
    const key = this.#live(id)
    return key !== undefined && isSameText(cookie, this.#managedCookie(key)) ? callerOfManaged(key) : null
  }

  /** Null where the key is not one of ours. */
  sessionFor(text: string): Session | null {
    const caller = this.callerOfKey(text)
    if (caller === null) return null
    const key = caller.keyId === null ? undefined : this.#live(caller.keyId)
    if (key === undefined) return { cookie: this.#sign('session:', sha256(text)), expiresAt: null }
    return { cookie: this.#managedCookie(key), expiresAt: key.expiresAt }
  }

  /** Whether a caller that was let in earlier still would be. */
  isStillLet({ keyId }: Caller): boolean {
    return keyId === null || this.#live(keyId) !== undefined
  }

  #live(id: string): StoredKey | undefined {
    const key = this.#managed.find(id)
    if (key === undefined || key.revokedAt !== null) return undefined
    return key.expiresAt === null || key.expiresAt > this.#now().toISOString() ? key : undefined
  }

  // Compares all of them whatever the outcome, so that time tells nothing.
  #ofSettings(isIt: (hash: Buffer) => boolean): Caller | null {
    const matches = this.#settingsKeys.map(({ hash, caller }) => (isIt(hash) ? caller : null))
    return matches.find((caller) => caller !== null) ?? null
  }

  #managedCookie({ id, keySha256 }: StoredKey): string {
    return `${id}.${this.#sign(`session:${id}:`, Buffer.from(keySha256, 'hex'))}`
  }

  #sign(purpose: string, hash: Buffer): string {
    return createHmac('sha256', this.#secret).update(purpose).update(hash).digest('base64url')
  }
}

function callerOfHash(hash: Buffer): Caller {
  return { ...openCaller, bucket: `settings:${hash.toString('hex', 0, 8)}` }
}

function callerOfManaged({ id, owner, scopes }: StoredKey): Caller {
  return { owner, scopes: new Set(scopes), keyId: id, bucket: `key:${id}` }
}
