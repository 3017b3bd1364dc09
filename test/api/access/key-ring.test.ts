import { randomBytes } from 'node:crypto'
import { ulid } from 'ulid'
import { describe, expect, it } from 'vitest'
import { KeyRing } from '../../../api/access/key-ring.ts'
import { keyIdOf, newKeyText, sha256 } from '../../../api/access/key-text.ts'
import type { StoredKey } from '../../../api/store/key-store.ts'

const sessionSecret = randomBytes(32)
const at = new Date('2026-11-22T12:00:00.000Z')

function ringWith({ apiKeys = ['a-key-of-the-settings'], now = at, ...given }: Partial<StoredKey> & Given = {}) {
  const id = ulid().toLowerCase()
  const text = newKeyText(id)
  const dates = { createdAt: at.toISOString(), expiresAt: null, lastUsedAt: null, revokedAt: null }
  const keySha256 = sha256(text).toString('hex')
  const key: StoredKey = { id, owner: 'ada', name: 'x', keySha256, scopes: ['read'], ...dates, ...given }
  const managed = { find: (asked: string) => (asked === key.id ? key : undefined) }
  return { text, key, ring: new KeyRing({ apiKeys, sessionSecret, managed, now: () => now }) }
}

interface Given {
  readonly apiKeys?: readonly string[]
  readonly now?: Date
}

describe('a key', () => {
  it('has its id in its text, and 256 random bits', () => {
    const id = ulid().toLowerCase()
    const [one, two] = [newKeyText(id), newKeyText(id)]
    expect([keyIdOf(one), keyIdOf(two)]).toEqual([id, id])
    expect(one).not.toBe(two)
    expect(Buffer.from(one.slice(-43), 'base64url')).toHaveLength(32)
  })

  it.each(['', 'axo_', 'axo_0123456789abcdef', `axo_${'0'.repeat(26)}_short`, ` ${newKeyText('0'.repeat(26))}`])(
    'is not one of ours as "%s"',
    (text) => {
      expect(keyIdOf(text)).toBeNull()
      expect(ringWith().ring.callerOfKey(text)).toBeNull()
    },
  )

  it('of the settings acts as local with every scope, and is counted by itself', () => {
    const { ring } = ringWith({ apiKeys: ['a-key-of-the-settings', 'another-of-the-settings'] })
    const [one, two] = ['a-key-of-the-settings', 'another-of-the-settings'].map((key) => ring.callerOfKey(key))
    expect(one).toMatchObject({ owner: 'local', keyId: null, scopes: new Set(['read', 'run', 'batch', 'admin']) })
    expect(one?.bucket).not.toBe(two?.bucket)
  })

  it.each<[what: string, given: Partial<StoredKey>, isLet: boolean]>([
    ['that lasts', {}, true],
    ['that ends later', { expiresAt: '2026-11-22T12:00:00.001Z' }, true],
    ['that ends now', { expiresAt: '2026-11-22T12:00:00.000Z' }, false],
    ['that is revoked', { revokedAt: '2026-11-22T11:00:00.000Z' }, false],
    [
      'that is revoked and would last',
      { revokedAt: '2026-11-22T11:00:00.000Z', expiresAt: '2999-01-01T00:00:00.000Z' },
      false,
    ],
    ['with another hash', { keySha256: '0'.repeat(64) }, false],
  ])('%s: let in is %s', (_what, given, isLet) => {
    const { ring, text, key } = ringWith(given)
    expect(ring.callerOfKey(text) !== null).toBe(isLet)
    expect(ring.sessionFor(text) !== null).toBe(isLet)
    const caller = { owner: 'ada', keyId: key.id, scopes: new Set(['read']), bucket: `key:${key.id}` }
    if (isLet) expect(ring.callerOfKey(text)).toEqual(caller)
  })
})

describe('a session', () => {
  it('is let in as its key is, until that is revoked', () => {
    const before = ringWith()
    const cookie = before.ring.sessionFor(before.text)?.cookie ?? ''
    expect(before.ring.callerOfSession(cookie)).toEqual(before.ring.callerOfKey(before.text))
    const after = ringWith({ ...before.key, revokedAt: at.toISOString() })
    expect(after.ring.callerOfSession(cookie)).toBeNull()
    const caller = before.ring.callerOfKey(before.text)
    expect(caller && [before.ring.isStillLet(caller), after.ring.isStillLet(caller)]).toEqual([true, false])
  })

  it('dies with a new secret of the same key, and with the key leaving the settings', () => {
    const { ring, text, key } = ringWith()
    const cookie = ring.sessionFor(text)?.cookie ?? ''
    expect(ringWith({ ...key, keySha256: sha256('other').toString('hex') }).ring.callerOfSession(cookie)).toBeNull()
    const ofSettings = ring.sessionFor('a-key-of-the-settings')?.cookie ?? ''
    expect(ring.callerOfSession(ofSettings)).toMatchObject({ owner: 'local' })
    expect(ringWith({ apiKeys: ['another-of-the-settings'] }).ring.callerOfSession(ofSettings)).toBeNull()
  })

  it.each(['', '.', 'made-up', '0.', `${'0'.repeat(26)}.signature`, 'a.b.c'])('is not had by "%s"', (cookie) => {
    expect(ringWith().ring.callerOfSession(cookie)).toBeNull()
  })
})
