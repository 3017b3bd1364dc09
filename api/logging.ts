import { createRequire } from 'node:module'
import { type DestinationStream, destination, type Logger, pino } from 'pino'
import type { Config } from './config.ts'
import type { RecentLog } from './recent-log.ts'

/** Fields that are never written, wherever they stand in the first three levels of a log entry. */
const hiddenFields = [
  'authorization',
  'cookie',
  'brief',
  'key',
  'keys',
  'apiKey',
  'apiKeys',
  'password',
  'secret',
  'session',
  'ticket',
  'token',
  '["set-cookie"]',
  '["x-api-key"]',
]

/**
 * The process's logger, to standard error unless told otherwise: standard output is left to the start line. What it
 * writes is kept in `recent` as well.
 */
export function createLogger(
  { logLevel, logFormat }: Pick<Config, 'logLevel' | 'logFormat'>,
  stream: DestinationStream = destination({ dest: 2, sync: true }),
  recent?: RecentLog,
): Logger {
  return pino(
    {
      level: logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: hiddenPaths(), censor: '[hidden]' },
      hooks: { streamWrite: (line) => kept(hideBearer(line), recent) },
    },
    logFormat === 'pretty' ? prettyStream(stream) : stream,
  )
}

function hiddenPaths(): string[] {
  return hiddenFields.flatMap((field) => {
    const step = field.startsWith('[') ? field : `.${field}`
    return [field, `*${step}`, `*.*${step}`]
  })
}

// The last guard: a key that someone put into a sentence, e.g. into an error's message.
function hideBearer(line: string): string {
  return line.includes('earer ') ? line.replace(/\b(bearer) +[^\s"'\\,;]+/gi, '$1 [hidden]') : line
}

function kept(line: string, recent: RecentLog | undefined): string {
  recent?.add(line)
  return line
}

// In this process and synchronous: a worker thread would cost 10 MB and lose the last lines of a crash.
function prettyStream(target: DestinationStream): DestinationStream {
  // servers mostly write JSON, and its thirty modules cost a start some time
  const { prettyFactory }: typeof import('pino-pretty') = createRequire(import.meta.url)('pino-pretty')
  const pretty = prettyFactory({ colorize: process.stderr.isTTY, translateTime: 'SYS:HH:MM:ss.l' })
  return { write: (line: string) => target.write(pretty(line)) }
}
