import { expect, it } from 'vitest'
import { UnknownProxies } from '../../../api/access/unknown-proxies.ts'

const HOUR_MS = 3600 * 1000

it('unknown proxies are counted, the busiest first, with their last call', () => {
  const proxies = new UnknownProxies()
  for (const [peer, atMs] of [
    ['10.0.0.1', 1],
    ['::ffff:10.0.0.2', 2],
    ['10.0.0.2', 3],
  ] as const)
    proxies.note(peer, atMs)

  expect(proxies.seen(3)).toEqual([
    { address: '10.0.0.2', calls: 2, lastAtMs: 3 },
    { address: '10.0.0.1', calls: 1, lastAtMs: 1 },
  ])
})

it('unknown proxies are forgotten a day after their last call', () => {
  const proxies = new UnknownProxies()
  proxies.note('10.0.0.1', 0)
  proxies.note('10.0.0.2', HOUR_MS)

  expect(proxies.seen(24.5 * HOUR_MS).map(({ address }) => address)).toEqual(['10.0.0.2'])
})

it('a busy proxy is kept however many others make the header up', () => {
  const proxies = new UnknownProxies()
  for (let i = 0; i < 3; i++) proxies.note('10.0.0.1', i)
  for (let i = 0; i < 1000; i++) proxies.note(`2001:db8::${i.toString(16)}`, 10 + i)
  const seen = proxies.seen(2000)

  expect(seen).toHaveLength(16)
  expect(seen[0]).toMatchObject({ address: '10.0.0.1', calls: 3 })
})

it('a proxy that comes late gets its place', () => {
  const proxies = new UnknownProxies()
  for (let i = 0; i < 16; i++) proxies.note(`192.0.2.${i}`, i)
  for (let i = 0; i < 2; i++) proxies.note('10.0.0.1', 100 + i)

  expect(proxies.seen(200)[0]).toMatchObject({ address: '10.0.0.1', calls: 2 })
})

it('what is no address is no proxy', () => {
  const proxies = new UnknownProxies()
  proxies.note('', 0)

  expect(proxies.seen(0)).toEqual([])
})
