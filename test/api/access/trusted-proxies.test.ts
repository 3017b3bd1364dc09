import { describe, expect, it } from 'vitest'
import { callerAddress } from '../../../api/access/caller-address.ts'
import { TrustedProxies } from '../../../api/access/trusted-proxies.ts'
import { networksOf } from '../../../api/networks.ts'

const trust = (...names: string[]) => new TrustedProxies(names.map(networksOf).filter((networks) => networks !== null))

describe('a peer', () => {
  it.each([
    ['127.0.0.1', ['loopback'], true],
    ['127.9.9.9', ['loopback'], true],
    ['::1', ['loopback'], true],
    ['::ffff:127.0.0.1', ['loopback'], true],
    ['10.255.0.1', ['private'], true],
    ['172.31.0.1', ['private'], true],
    ['172.32.0.1', ['private'], false],
    ['192.168.7.7', ['private'], true],
    ['fd12::1', ['private'], true],
    ['127.0.0.1', ['private'], false],
    ['169.254.169.254', ['loopback', 'private'], false],
    ['100.64.0.1', ['private'], false],
    ['100.64.0.1', ['100.64.0.0/10'], true],
    ['192.0.2.7', ['192.0.2.7'], true],
    ['192.0.2.8', ['192.0.2.7'], false],
    ['192.0.2.7:443', ['192.0.2.7'], true],
    ['2001:db8:0:0::7', ['2001:db8::/64'], true],
    ['2001:db8:1::7', ['2001:db8::/64'], false],
    ['fe80::1%eth0', ['fe80::/10'], true],
    ['10.1.1.1', ['10.0.0.9/8'], true],
    ['garbage', ['loopback', 'private'], false],
    ['', ['loopback', 'private'], false],
  ])('%s is believed with %j: %s', (address, names, isBelieved) => {
    expect(trust(...names).isTrusted(address)).toBe(isBelieved)
  })

  it('is believed by nobody who was told of none', () => {
    expect(trust().isEmpty).toBe(true)
    expect(trust().isTrusted('127.0.0.1')).toBe(false)
  })

  it('that has gone is not believed', () => {
    expect(trust('private').isTrusted(undefined)).toBe(false)
  })

  it('is not looked for behind more proxies than there can be', () => {
    expect(trust('private').isTrusted('10.0.0.1', 19)).toBe(true)
    expect(trust('private').isTrusted('10.0.0.1', 20)).toBe(false)
  })
})

describe('the caller', () => {
  it.each([
    ['is the peer', { ip: '192.0.2.7' }, '192.0.2.7'],
    ['is the last one told of', { ip: '192.0.2.7', ips: ['10.0.0.1', '192.0.2.7'] }, '192.0.2.7'],
    ['has no port', { ip: '192.0.2.7:50000', ips: ['10.0.0.1', '192.0.2.7:50000'] }, '192.0.2.7'],
    ['is the proxy where it wrote no address', { ip: 'unknown', ips: ['10.0.0.1', '10.0.0.2', 'unknown'] }, '10.0.0.2'],
    ['is unknown when the connection has gone', { ip: undefined }, 'unknown'],
  ])('%s', (_what, request, address) => {
    expect(callerAddress(request)).toBe(address)
  })
})
