import { describe, expect, it } from 'vitest'
import { AppError } from '../../api/errors.ts'
import { createLogger } from '../../api/logging.ts'

const CANARY = 'canary-4711-do-not-log'

function logged(format: 'pretty' | 'json', write: (logger: ReturnType<typeof createLogger>) => void): string {
  let text = ''
  const stream = {
    write(line: string) {
      text += line
    },
  }
  write(createLogger({ logLevel: 'info', logFormat: format }, stream))
  return text
}

describe.each(['json', 'pretty'] as const)('the %s log', (format) => {
  it.each([
    ['a token', { token: CANARY }],
    ['a ticket', { attempt: { ticket: CANARY } }],
    ['a key', { body: { key: CANARY } }],
    ['all keys', { config: { apiKeys: [CANARY] } }],
    ['a brief', { run: { brief: CANARY } }],
    ['a header', { req: { headers: { authorization: CANARY } } }],
    ['a cookie', { headers: { cookie: CANARY, 'set-cookie': CANARY } }],
    ['a bearer in a sentence', { note: `sent Authorization: Bearer ${CANARY}` }],
    ['a bearer in an error', { err: new AppError('unauthorized', `refused bearer ${CANARY}, twice`) }],
  ])('hides %s', (_name, fields) => {
    const text = logged(format, (logger) => logger.info(fields, 'something happened'))
    expect(text).toContain('something happened')
    expect(text).toContain('[hidden]')
    expect(text).not.toContain(CANARY)
  })

  it('shows what is harmless', () => {
    const text = logged(format, (logger) => logger.warn({ runId: 'abc' }, 'a stream failed'))
    expect(text).toContain('a stream failed')
    expect(text).toContain('abc')
  })

  it('keeps the stack of an error', () => {
    const text = logged(format, (logger) => logger.error({ err: new Error('broken') }, 'a request failed'))
    expect(text).toContain('broken')
    expect(text).toContain('logging.test.ts')
  })

  it('leaves out what is less important than its level', () => {
    expect(logged(format, (logger) => logger.debug('details'))).toBe('')
  })
})
