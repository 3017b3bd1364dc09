import { describe, expect, it } from 'vitest'
import { networksOf, plainAddress } from '../../api/networks.ts'

describe('a network', () => {
  it.each([
    ['192.0.2.7', [{ address: '192.0.2.7', prefix: 32 }]],
    ['10.1.2.3/8', [{ address: '10.1.2.3', prefix: 8 }]],
    ['2001:db8::/32', [{ address: '2001:db8::', prefix: 32 }]],
    ['::1', [{ address: '::1', prefix: 128 }]],
  ])('is read from %s', (name, networks) => {
    expect(networksOf(name)).toEqual({ name, networks })
  })

  it.each(['loopback', 'private'])('has the name %s', (name) => {
    expect(networksOf(name)?.networks.length).toBeGreaterThan(1)
  })

  it.each([
    ...['', 'nginx', 'Private', 'true', '1', '127.1', '010.0.0.1', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/8/8', '/8'],
    ...['10.0.0.0/-1', '10.0.0.0/1e1', '10.0.0.0/255.0.0.0', '2001:db8::/129', 'fe80::1%eth0', '[::1]', '10.0.0.1:80'],
    // everyone
    ...['0.0.0.0/0', '::/0', '::/00', '*'],
  ])('is not read from "%s"', (name) => {
    expect(networksOf(name)).toBeNull()
  })
})

describe('an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7:51234', '192.0.2.7'],
    ['2001:db8::7', '2001:db8::7'],
    ['[2001:db8::7]', '2001:db8::7'],
    ['[2001:db8::7]:51234', '2001:db8::7'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['[::FFFF:192.0.2.7]:80', '192.0.2.7'],
  ])('%s is %s', (text, address) => {
    expect(plainAddress(text)).toBe(address)
  })

  it.each(['', 'unknown', '_hidden', '1', '192.0.2', '192.0.2.7:', '192.0.2.256', 'a'.repeat(10_000), ']'.repeat(60)])(
    '"%.20s" is none',
    (text) => {
      expect(plainAddress(text)).toBeNull()
    },
  )
})
