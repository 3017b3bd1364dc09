import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { DoctorReport } from '#contract/doctor.ts'
import { type Config, ConfigError, loadConfig } from './config.ts'
import { packBundle } from './doctor/bundle.ts'
import type { Doctor } from './doctor/doctor.ts'
import { createRedactor } from './doctor/redact.ts'
import { reportText } from './doctor/report-text.ts'
import { openDoctorAlone } from './open-doctor.ts'
import { systemFacts } from './server-doctor.ts'

/**
 * Looks at the installation without a server: `--json` prints the report as JSON, `--fix` mends what is safe to mend
 * first, `--bundle FILE` writes a support file. Returns the exit code: 1 when something failed. Throws for other flags.
 */
export async function runDoctor(args: readonly string[]): Promise<number> {
  const options = { json: { type: 'boolean' }, fix: { type: 'boolean' }, bundle: { type: 'string' } } as const
  const { values } = parseArgs({ args: [...args], options })
  const config = readConfig()
  const { doctor, close } = await openDoctorAlone(config)
  try {
    if (values.fix === true) await mend(doctor)
    const report = await doctor.report()
    process.stdout.write(values.json === true ? `${JSON.stringify(report, null, 2)}\n` : reportText(report))
    if (values.bundle !== undefined) await writeBundle(values.bundle, report, config)
    return report.counts.failed > 0 ? 1 : 0
  } finally {
    await close()
  }
}

function readConfig(): Config | ConfigError {
  try {
    return loadConfig()
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
}

/** What was done goes to standard error, so that standard output stays one report. */
async function mend(doctor: Doctor): Promise<void> {
  const { findings } = await doctor.report()
  for (const { id } of findings.filter(({ isSafeToFix }) => isSafeToFix)) {
    const { done } = await doctor.fix(id)
    process.stderr.write(`${done}\n`)
  }
}

async function writeBundle(path: string, report: DoctorReport, config: Config | ConfigError): Promise<void> {
  const { shown, secrets } = config instanceof ConfigError ? { shown: {}, secrets: [] } : config
  const parts = { report, settings: shown, system: systemFacts(), state: {}, log: [] }
  await writeFile(path, await packBundle(parts, createRedactor(secrets)), { mode: 0o600 })
  process.stderr.write(`Wrote ${path}.\n`)
}
