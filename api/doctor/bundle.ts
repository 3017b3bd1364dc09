import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import type { DoctorReport } from '#contract/doctor.ts'
import { reportText } from './report-text.ts'

/** What goes into a support file; every text is redacted on its way in. */
export interface BundleParts {
  readonly report: DoctorReport
  /** Settings that were given, by name; values of secret ones are left out by whoever calls. */
  readonly settings: Readonly<Record<string, string>>
  /** Of the machine and the process. */
  readonly system: Readonly<Record<string, unknown>>
  /** Counts and states; no brief, no picture. */
  readonly state: Readonly<Record<string, unknown>>
  /** The last lines of the log, oldest first. */
  readonly log: readonly string[]
}

const README = `What the doctor of Axoloom found, to be sent to whoever helps.

report.txt, report.json   findings, with what mends them
settings.txt              settings that were given; secrets are left out
system.json               the machine and the process
state.json                how many runs and attempts there are, and how the servers of models are
log.txt                   the last lines of the log

There are no briefs, designs, pictures or keys in here. Look through it before you send it all the same.
`

/** A zip with every secret removed. */
export async function packBundle(parts: BundleParts, redact: (text: string) => string): Promise<Buffer> {
  const { report, settings, system, state, log } = parts
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  const files: Readonly<Record<string, string>> = {
    'README.txt': README,
    'report.txt': reportText(report),
    'report.json': json(report),
    'settings.txt': `${lines.join('\n')}\n`,
    'system.json': json(system),
    'state.json': json(state),
    'log.txt': `${log.join('\n')}\n`,
  }
  const zip = new ZipFile()
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(redact(text)), `axoloom-support/${name}`)
  zip.end()
  return buffer(zip.outputStream)
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
