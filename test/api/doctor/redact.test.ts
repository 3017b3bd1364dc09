import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../api/doctor/redact.ts'

describe('a text', () => {
  const redact = createRedactor([
    // a part of the next one
    'horse battery',
    'correct horse battery',
    'p@ss/word',
    'tiny',
    'quoted"value',
    'binary?>~~',
  ])

  it.each([
    ['a known value', 'it is correct horse battery here', 'it is [hidden] here'],
    ['a known value in a URL', 'x?k=p%40ss%2Fword', 'x?k=[hidden]'],
    ['a known value in base64', `it is ${Buffer.from('correct horse battery').toString('base64')}`, 'it is [hidden]'],
    ['a known value in JSON', JSON.stringify({ a: 'quoted"value' }), '{"a":"[hidden]"}'],
    ['a known value in hex', Buffer.from('p@ss/word').toString('hex'), '[hidden]'],
    ['a known value in base64 without its end', Buffer.from('binary?>~~').toString('base64').slice(0, -2), '[hidden]'],
    ['a known value in base64 for URLs', Buffer.from('binary?>~~').toString('base64url'), '[hidden]'],
    ['a known value that another one is a part of', 'a correct horse battery b', 'a [hidden] b'],
    ['a key of ours', `axo_${'0'.repeat(26)}_abcDEF123-_x`, `axo_${'0'.repeat(26)}_[hidden]`],
    ['a key of Anthropic', 'said sk-ant-api03-abc_DEF', 'said [hidden]'],
    ['a bearer', 'Authorization is Bearer abcdef123456', 'Authorization is Bearer [hidden]'],
    ['a password in a URL', 'http://me:secret@host/x', 'http://[hidden]@host/x'],
    ['a webhook secret', 'whsec_abcDEF0123+/=', '[hidden]'],
    ['an access key', 'AKIAIOSFODNN7EXAMPLE', '[hidden]'],
    ['a field', '{"password":"hunter2"}', '{"password":"[hidden]"}'],
    [
      'a field in a text within JSON',
      '{"msg":"{\\"api_key\\": \\"h\\\\2\\"}"}',
      '{"msg":"{\\"api_key\\": \\"[hidden]\\"}"}',
    ],
    ['a list of fields', '{"tokens":["abc","def"],"n":1}', '{"tokens":[hidden],"n":1}'],
    ['a list of cookies', '{"set-cookie":["a=1; Path=/","b=2"]}', '{"set-cookie":[hidden]}'],
    ['a field of a form', 'a=1&access_token=abc&b=2', 'a=1&access_token=[hidden]&b=2'],
    ['a field of settings', "secret: 'abc', passphrase = abc", "secret: '[hidden]', passphrase = [hidden]"],
    ['a ticket', 'with ticket=abc;', 'with ticket=[hidden];'],
    ['a short name and password of Basic', 'authorization: Basic dTpwYXNzd2Q= sent', 'authorization: [hidden] sent'],
    ['a scheme that is not known', 'Authorization: Token abc def', 'Authorization: [hidden] def'],
    ['a bearer in a header', 'authorization: Bearer abc', 'authorization: [hidden]'],
    ['every cookie of a header', '"cookie":"theme=dark; sid=abc"', '"cookie":"[hidden]"'],
    ['a session', 'axoloom_session=abc.def; Path=/', 'axoloom_session=[hidden]; Path=/'],
    ['a key of GitHub', 'ghp_abcdefghij0123', '[hidden]'],
    ['a key of GitLab and of Slack', 'glpat-abcdefghij0123 xoxb-abcdefghij0123', '[hidden] [hidden]'],
    ['a key of Hugging Face', 'hf_abcdefghij0123', '[hidden]'],
    ['Basic', 'sent Basic c29tZW9uZTpwYXNz', 'sent Basic [hidden]'],
    ['a private key that is cut off', '-----BEGIN PRIVATE KEY-----\nabc', '[hidden]'],
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
