import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Settings, settingNote } from '../api/settings.ts'

/** The text of `.env.example`: every setting with its help, commented out, at its default. */
export function envExample(): string {
  const blocks = Object.entries(Settings.shape).map(([name, schema]) => {
    const note = settingNote(name)
    if (note === undefined) throw new Error(`${name} has no help`)
    const hasValue = note.default !== 'unset' && schema.safeParse(note.default).success
    const remark = hasValue ? '' : ` Default: ${note.default}.`
    return `# ${note.help}.${remark}\n#${name}=${hasValue ? note.default : ''}\n`
  })
  const head =
    '# Settings of the API. Copy this file to .env and take the # off the lines you change; the environment wins.\n' +
    '# Written by `npm run env-example` from api/settings.ts.\n'
  return [head, ...blocks].join('\n')
}

if (import.meta.main) writeFileSync(join(import.meta.dirname, '..', '.env.example'), envExample())
