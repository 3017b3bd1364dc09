import { ulid } from 'ulid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CommandName } from '../../../api/store/commands/commands.ts'
import { asOwner, openTestStore, type TestStore, until } from '../../support/test-store.ts'

let test: TestStore
beforeAll(async () => {
  test = await openTestStore()
})
afterAll(() => test.close())

async function makeKey(owner = 'ada'): Promise<string> {
  const id = ulid().toLowerCase()
  const key = { id, owner, name: 'x', keySha256: '0'.repeat(64), scopes: ['read' as const], expiresAt: null }
  return (await test.store.keys.create(key, asOwner)).value.id
}

const DAY_MS = 24 * 3600 * 1000
const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString()

describe('the last use of a key', () => {
  it('is written once a minute, however busy it is', async () => {
    const id = await makeKey()
    const written: CommandName[] = []
    const remove = test.store.onChange((name) => {
      if (name === 'noteKeyUse') written.push(name)
    })
    const at = (s: number) => new Date(Date.UTC(2026, 10, 22, 12) + s * 1000)
    const use = async (s: number, times: number) => {
      for (let i = 0; i < 3; i++) test.store.keys.noteUse(id, at(s + i))
      // readers see a commit before the writer's answer is here, and until then nothing else is noted
      await until(() => written.length === times, `note ${times}`)
      for (let i = 0; i < 3; i++) test.store.keys.noteUse(id, at(s + i))
      return test.store.keys.find(id)?.lastUsedAt
    }
    expect(await use(5, 1)).toBe('2026-11-22T12:00:00.000Z')
    expect(await use(65, 2)).toBe('2026-11-22T12:01:00.000Z')
    await test.store.probe()
    remove()

    expect(written).toHaveLength(2)
  })
})

describe('a key that is revoked', () => {
  it('keeps the time of the first revocation', async () => {
    const id = await makeKey()
    await test.store.keys.revoke(id, 'ada')
    test.edit('UPDATE api_keys SET revokedAt = ? WHERE id = ?', ago(1), id)
    const first = test.store.keys.find(id)?.revokedAt
    await test.store.keys.revoke(id, null)

    expect(test.store.keys.find(id)?.revokedAt).toBe(first)
  })

  it('is forgotten after ninety days, and no other key is', async () => {
    const [long, lately, live] = [await makeKey(), await makeKey(), await makeKey()]
    test.edit('UPDATE api_keys SET revokedAt = ? WHERE id = ?', ago(91), long)
    test.edit('UPDATE api_keys SET revokedAt = ? WHERE id = ?', ago(89), lately)
    test.edit('UPDATE api_keys SET createdAt = ? WHERE id = ?', ago(400), live)
    await makeKey()

    expect([long, lately, live].map((id) => test.store.keys.find(id)?.id)).toEqual([undefined, lately, live])
  })

  it('makes room for another: an owner has a thousand at most', async () => {
    test.edit(
      `INSERT INTO api_keys (id, owner, name, keySha256, scopes, createdAt)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 999)
       SELECT 'many-' || i, 'many', 'x', 'x', '["read"]', '2026-01-01' FROM n`,
    )
    const last = await makeKey('many')
    await expect(makeKey('many')).rejects.toMatchObject({ kind: 'conflict' })
    await makeKey('few')
    await test.store.keys.revoke(last, 'many')
    await makeKey('many')
  })
})
