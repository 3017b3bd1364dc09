import { describe, expect, it } from 'vitest'
import { readConfig } from '../../agent/config.ts'

describe('readConfig', () => {
  it('reads the ticket and the address', () => {
    const config = readConfig({ AXOLOOM_TICKET: 't', AXOLOOM_GATEWAY_URL: 'http://127.0.0.1:8001' })
    expect(config).toEqual({ ticket: 't', gatewayUrl: new URL('http://127.0.0.1:8001') })
  })

  it('names everything that is wrong in one sentence', () => {
    expect(() => readConfig({ AXOLOOM_GATEWAY_URL: 'file:///etc' })).toThrow(
      'The agent cannot start: AXOLOOM_TICKET must be set; AXOLOOM_GATEWAY_URL must be an http or https URL.',
    )
  })
})
