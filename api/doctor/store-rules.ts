import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { failed, fixBy, type Outcome, ok, skipped, warning } from '../runner/runner-check.ts'
import { checkDatabase } from '../store/check-database.ts'
import { databasePath, Inspection } from '../store/inspection.ts'
import { quoted, type Rule } from './rule.ts'

/** Whether SQLite can read all of the database. */
export function databaseRule(dataDir: string): Rule {
  const path = databasePath(dataDir)
  return {
    id: 'database',
    area: 'storage',
    about: 'The database',
    async look(signal) {
      if (!existsSync(path)) return skipped('There is no database yet.', 'The first start makes it.')
      const { faults } = await checkDatabase(path, signal)
      if (faults.length === 0) return ok('The database is sound.')
      return failed(
        'The database is damaged.',
        `SQLite says: ${faults.slice(0, 3).join('; ')}.`,
        fixBy(
          'Stop Axoloom, then put back a copy, or save what can be read into a new file.',
          `cd ${quoted(dirname(path))} && sqlite3 axoloom.db .recover | sqlite3 saved.db && mv axoloom.db damaged.db && mv saved.db axoloom.db && rm -f axoloom.db-wal axoloom.db-shm`,
        ),
      )
    },
  }
}

/** Whether the disk has taken the last write; `lastError` is null while it has. */
export function writesRule(lastError: () => string | null): Rule {
  return {
    id: 'writes',
    area: 'storage',
    about: 'Writing to the database',
    async look() {
      const error = lastError()
      if (error === null) return ok('The database takes writes.')
      return failed(
        'The database takes no writes at the moment.',
        `The last one failed: ${error}. It is tried again by itself.`,
        fixBy('Free some room on its disk; see the finding about it.'),
      )
    },
  }
}

/** Whether pictures and their rows belong together. */
export function artifactsRule(dataDir: string): Rule {
  return {
    id: 'artifacts',
    area: 'storage',
    about: 'The pictures',
    look: (signal) => inspect(dataDir, 'No picture is stored yet.', (inspection) => compare(inspection, signal)),
    mend: async (signal) => {
      const inspection = new Inspection(dataDir)
      try {
        const removed = await inspection.sweep(signal)
        return `Removed ${removed} ${removed === 1 ? 'file' : 'files'} that no picture named.`
      } finally {
        inspection.close()
      }
    },
  }
}

async function compare(inspection: Inspection, signal: AbortSignal): Promise<Outcome> {
  const { orphans, orphanBytes, lost, lostCount } = await inspection.artifacts(signal)
  if (lostCount > 0) {
    return failed(
      `${lostCount} ${lostCount === 1 ? 'picture has' : 'pictures have'} no file any more.`,
      `The first of them: ${lost.join(', ')}. Their files were removed by hand, or the disk lost them.`,
    )
  }
  if (orphans === 0) return ok('Every picture has its file, and no file is left over.')
  return warning(
    `${orphans} ${orphans === 1 ? 'file is' : 'files are'} left over (${Math.ceil(orphanBytes / 1024)} KiB).`,
    'No picture names them. A server that runs removes such files by itself every ten minutes.',
    fixBy('Have them removed now.', 'axoloom doctor --fix'),
  )
}

/** A look into the data folder; `otherwise` is said where there is no database. */
export async function inspect(
  dataDir: string,
  otherwise: string,
  look: (inspection: Inspection) => Promise<Outcome>,
): Promise<Outcome> {
  if (!existsSync(databasePath(dataDir))) return skipped(otherwise, NO_DATABASE)
  const inspection = new Inspection(dataDir)
  try {
    return await look(inspection)
  } finally {
    inspection.close()
  }
}

const NO_DATABASE = 'There is no database.'
