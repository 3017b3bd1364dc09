import { CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { CliError } from '../../cli/cli-error.ts'
import { explain } from '../../cli/explain.ts'
import { ApiProblem } from '../../contract/client/api-problem.ts'

const circumstances = { serverUrl: 'http://127.0.0.1:8000', command: 'axoloom run' }

function problem(status: number, detail: string, errors?: { pointer: string; detail: string }[]): ApiProblem {
  const body = { type: 'about:blank', title: 'x', status, detail, requestId: 'r', ...(errors ? { errors } : {}) }
  return new ApiProblem(status, detail, { problem: body })
}

describe('the exit code', () => {
  const rows: readonly [what: string, error: unknown, code: number][] = [
    ['nobody there', new ApiProblem(0, 'GET /v1/runs got no whole answer'), 1],
    ['a bad request', problem(400, 'The request is not valid.'), 2],
    ['no key', problem(401, 'A key is needed.'), 4],
    ['no right', problem(403, 'This key may not.'), 4],
    ['not there', problem(404, 'There is no such run.'), 3],
    ['a state that forbids it', problem(409, 'It has no picture.'), 4],
    ['too large', problem(413, 'Too large.'), 2],
    ['a limit', problem(429, 'Too many.'), 4],
    ['a fault of the server', problem(500, 'Something went wrong.'), 1],
    ['no room', problem(507, 'The disk is full.'), 1],
    ['a proxy’s page', new ApiProblem(502, 'GET /v1/runs was answered with HTTP 502.'), 1],
    ['our own', new CliError('No.', 5), 5],
    ['the command line', new CommanderError(1, 'commander.unknownOption', "error: unknown option '--x'"), 2],
    ['help', new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)'), 0],
    ['anything else', new TypeError('x is not a function'), 1],
  ]

  it.each(rows)('%s', (_what, error, code) => {
    expect(explain(error, circumstances).exitCode).toBe(code)
  })
})

describe('the message', () => {
  it.each<[string, unknown, string]>([
    [
      'says where nobody answers and how to go on',
      new ApiProblem(0, 'x'),
      'No Axoloom answers at http://127.0.0.1:8000. Start one with axoloom up, or name another with --server or axoloom context use.',
    ],
    [
      'names every field that is wrong',
      problem(400, 'The request is not valid.', [
        { pointer: '/brief', detail: 'must not be empty' },
        { pointer: '/variations', detail: 'must be at most 16' },
      ]),
      'The request is not valid: /brief must not be empty; /variations must be at most 16.',
    ],
    [
      'does not say a thing twice',
      problem(400, 'The request is not valid: "brief" must not be empty.', [
        { pointer: '/brief', detail: 'must not be empty' },
      ]),
      'The request is not valid: "brief" must not be empty.',
    ],
    [
      'counts the rest of many faults',
      problem(
        400,
        'The file is not valid.',
        Array.from({ length: 20 }, (_, i) => ({ pointer: `/lines/${i}`, detail: `is wrong ${i}.` })),
      ),
      `The file is not valid: ${Array.from({ length: 8 }, (_, i) => `/lines/${i} is wrong ${i}.`).join('; ')}; and 12 more.`,
    ],
    [
      'says how to give a key',
      problem(401, 'A key is needed.'),
      'A key is needed. Set AXOLOOM_KEY, or use a context that has a key (axoloom context add).',
    ],
    [
      'says when to try again',
      new ApiProblem(429, 'Too many runs.', { problem: null, retryAfterMs: 1500 }),
      'Too many runs. Is it an Axoloom that listens there? See axoloom doctor. Try again in 2 s.',
    ],
    ['holds no control characters of a server', problem(409, 'No\x1b[2J picture.'), 'No[2J picture.'],
    [
      'points to the help of the command',
      new CommanderError(1, 'commander.missingArgument', "error: missing required argument 'brief'"),
      "Missing required argument 'brief'. See axoloom run --help.",
    ],
  ])('%s', (_what, error, message) => {
    expect(explain(error, circumstances).message).toBe(message)
  })
})
