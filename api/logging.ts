import { type DestinationStream, destination, type Logger, pino } from 'pino'

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

export interface LogOptions {
  readonly level: string
  readonly format: 'pretty' | 'json'
  /** Standard error unless a test says otherwise. */
  readonly stream?: DestinationStream
}

/** The process's logger. Standard output is left to the start line. */
export async function createLogger({ level, format, stream }: LogOptions): Promise<Logger> {
  const target = stream ?? destination({ dest: 2, sync: true })
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: hiddenPaths(), censor: '[hidden]' },
      hooks: { streamWrite: hideBearer },
    },
    format === 'pretty' ? await prettyStream(target) : target,
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

// In this process and synchronous: a worker thread would cost 10 MB and lose the last lines of a crash.
async function prettyStream(target: DestinationStream): Promise<DestinationStream> {
  const { build } = await import('pino-pretty')
  return build({
    sync: true,
    colorize: process.stderr.isTTY,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname',
    destination: { write: (line: string) => target.write(line) },
  })
}
