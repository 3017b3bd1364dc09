import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../api/doctor/redact.ts'

describe('a text', () => {
  const redact = createRedactor(['correct horse battery', 'p@ss/word', 'tiny'])

  it.each([
    ['a known value', 'it is correct horse battery here', 'it is [hidden] here'],
    ['a known value in a URL', 'x?k=p%40ss%2Fword', 'x?k=[hidden]'],
    ['a known value in base64', `it is ${Buffer.from('correct horse battery').toString('base64')}`, 'it is [hidden]'],
    ['a key of ours', `axo_${'0'.repeat(26)}_abcDEF123-_x`, `axo_${'0'.repeat(26)}_[hidden]`],
    ['a key of Anthropic', 'said sk-ant-api03-abc_DEF', 'said [hidden]'],
    ['a bearer', 'Authorization is Bearer abcdef123456', 'Authorization is Bearer [hidden]'],
    ['a password in a URL', 'http://me:secret@host/x', 'http://[hidden]@host/x'],
    ['a webhook secret', 'whsec_abcDEF0123+/=', '[hidden]'],
    ['an access key', 'AKIAIOSFODNN7EXAMPLE', '[hidden]'],
    ['a field', '{"password":"hunter2"}', '{"password":"[hidden]"}'],
    ['an address of mail', 'sent to ada@example.org', 'sent to [hidden]'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----', '[hidden]'],
    ['a token of a cluster', 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrIn0.c2ln', '[hidden]'],
  ])('loses %s', (_what, text, left) => {
    expect(redact(text)).toBe(left)
  })

  it.each([
    'OLLAMA_HOST=http://127.0.0.1:11434 ollama pull qwen2.5:7b',
    'a tiny word is left',
    'basic information about tokens',
    'ANTHROPIC_API_KEY=… npm start',
  ])('keeps what is none: %s', (text) => {
    expect(redact(text)).toBe(text)
  })
})
