import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import type { Command } from 'commander'
import { ApiProblem } from '#contract/client/api-problem.ts'
import type { DoctorReport } from '#contract/doctor.ts'
import { CliError, type ExitCode, exitCodes } from '../cli-error.ts'
import { drawReport } from '../draw-report.ts'
import type { Host, Session } from '../session.ts'
import { oneLine } from '../text.ts'
import { work } from './action.ts'

interface DoctorOptions {
  readonly fix?: boolean
  readonly bundle?: string
}

const MOST_BYTES = 8 * 1024 * 1024
const PATIENCE_MS = 120_000

export function addDoctorCommand(program: Command, host: Host): void {
  const command = program
    .command('doctor')
    .summary('look for what is wrong')
    .description(
      'Checks what the installation needs. Asks the server; without one it looks for itself, from this machine.',
    )
    .option('--fix', 'mend what can be mended without asking')
    .option('--bundle <file>', 'save a file for support, without any secret')
  work<DoctorOptions>(host, command, async (session, { fix, bundle }) => {
    if (bundle !== undefined) return saveBundle(session, bundle)
    const report = await examine(session)
    if (fix) await mend(session, report)
    return printReport(session, fix ? await examine(session) : report)
  })
}

async function printReport(session: Session, report: DoctorReport): Promise<ExitCode> {
  const { terminal, format } = session
  if (format === 'table' || format === 'wide') {
    session.write(drawReport(report, terminal.out.colours, terminal.out.isTerminal ? terminal.columns() : null))
  } else await session.print({ columns: [], rows: report.findings, id: ({ id }) => id, data: report })
  return report.counts.failed > 0 ? exitCodes.failed : exitCodes.ok
}

async function examine(session: Session): Promise<DoctorReport> {
  const client = await session.client()
  try {
    return await client.doctor({ signal: session.signal })
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 0) throw error
    const { url } = await session.server()
    session.say(`No server answers at ${url}, so this machine is looked at from here.`)
    return examineHere(session)
  }
}

/** The server's own program, told to look and not to serve; its rules are in one place. */
async function examineHere({ host, signal }: Session): Promise<DoctorReport> {
  const { node, args, cwd } = await host.serverCommand()
  const run = promisify(execFile)
  try {
    const options = { signal, maxBuffer: MOST_BYTES, timeout: PATIENCE_MS, env: { ...host.config.env } }
    const { stdout } = await run(
      node,
      [...args, '--doctor', '--json'],
      cwd === undefined ? options : { ...options, cwd },
    )
    return JSON.parse(stdout)
  } catch (cause) {
    const found = reportIn(cause)
    if (found !== null) return found
    const said = cause instanceof Error && 'stderr' in cause ? oneLine(String(cause.stderr)) : ''
    throw new CliError(
      said === '' ? 'The installation could not be looked at: try axoloom up, it says why.' : said,
      1,
      {
        cause,
      },
    )
  }
}

/** With findings that failed it ends with a code of its own, and the report stands on standard output all the same. */
function reportIn(error: unknown): DoctorReport | null {
  if (!(error instanceof Error) || !('stdout' in error)) return null
  try {
    return JSON.parse(String(error.stdout))
  } catch {
    return null
  }
}

async function mend(session: Session, { findings }: DoctorReport): Promise<void> {
  const client = await session.client()
  const mendable = findings.filter(({ isSafeToFix, state }) => isSafeToFix && state !== 'ok')
  if (mendable.length === 0) session.say('There is nothing that can be mended without asking.')
  for (const { id } of mendable) {
    const { done } = await client.fix(id, { signal: session.signal })
    session.say(`${id}: ${oneLine(done)}`)
  }
}

async function saveBundle(session: Session, file: string): Promise<undefined> {
  const { signal } = session
  const { body } = await (await session.client()).bundle({ signal })
  if (body === null) throw new CliError('The server sent an empty file: try again.')
  await pipeline(body, createWriteStream(file), { signal })
  session.say(`Saved ${file}. It holds no secret; look through it before you send it.`)
  return undefined
}
