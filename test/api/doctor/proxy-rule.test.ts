import { describe, expect, it } from 'vitest'
import { type ProxyOptions, proxyRule } from '../../../api/doctor/proxy-rule.ts'
import { look } from './look.ts'

const proxy = (address: string, calls = 1) => ({ address, calls, lastAtMs: Date.UTC(2026, 10, 22) })
const rule = (addresses: readonly string[], options: Partial<ProxyOptions> = {}) =>
  proxyRule({
    ...{ seen: () => addresses.map((address) => proxy(address, 2)), trusted: [], isCounted: true, isInCluster: false },
    ...options,
  })

describe('a proxy that nobody named', () => {
  it('is told with how often and when it was seen', async () => {
    expect(await look(rule(['10.0.0.5', '10.0.0.6']))).toMatchObject({
      state: 'warning',
      what: 'Callers come by way of 10.0.0.5, 10.0.0.6, which is not trusted: they share its address.',
      cause: expect.stringMatching(/^4 of its calls told .* the last at 2026-11-22T00:00:00\.000Z\./),
    })
  })

  it.each([
    ['by its address', ['10.0.0.5'], {}, 'TRUST_PROXY=10.0.0.5 npm start'],
    ['beside those that are named', ['::1'], { trusted: ['private'] }, 'TRUST_PROXY=private,::1 npm start'],
    [
      'with at most two others',
      ['1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.1.4'],
      {},
      'TRUST_PROXY=1.1.1.1,1.1.1.2,1.1.1.3 npm start',
    ],
    [
      'by the networks of pods in a cluster',
      ['10.244.0.7', '10.244.1.9', '203.0.113.5'],
      { isInCluster: true },
      "helm upgrade axoloom deploy/charts/axoloom --reuse-values --set 'api.trustProxy={private,203.0.113.5}'",
    ],
  ])('is mended %s', async (_how, seen, options, command) => {
    expect((await look(rule(seen, options))).fix).toMatchObject({ command })
  })

  it('is well where nothing is counted by address, and where there is none', async () => {
    expect((await look(rule(['10.0.0.5'], { isCounted: false }))).state).toBe('ok')
    expect((await look(rule([]))).state).toBe('ok')
  })
})
