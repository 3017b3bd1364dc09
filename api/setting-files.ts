import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Settings, settingNote } from './settings.ts'

type Given = Readonly<Record<string, string | undefined>>

/** Settings whose value may stand in a file, as secrets do when they are mounted. */
const inFiles = { ANTHROPIC_API_KEY: 'ANTHROPIC_API_KEY_FILE', PRICES: 'PRICES_FILE' } as const

/** The settings with what their files hold. What cannot be read or used becomes a problem that shows nothing of it. */
export function withFiles(given: Given, directory: string, problems: string[]): Given {
  const filled = Object.entries(inFiles).flatMap(([name, file]) => {
    const path = given[file]
    if (path === undefined) return []
    if (given[name] !== undefined) {
      problems.push(`${name} and ${file} are both set: keep one of them.`)
      return []
    }
    const text = readText(file, path, directory, problems)
    if (text === null || !isUsable(name, text, `${file} is "${path}"`, problems)) return []
    return [[name, text] as const]
  })
  return { ...given, ...Object.fromEntries(filled) }
}

function readText(file: string, path: string, directory: string, problems: string[]): string | null {
  try {
    return readFileSync(resolve(directory, path), 'utf8').trim()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    problems.push(`${file} is "${path}", which cannot be read: ${why}`)
    return null
  }
}

function isUsable(name: string, text: string, what: string, problems: string[]): boolean {
  const schema = Object.entries(Settings.shape).find(([env]) => env === name)?.[1]
  if (text !== '' && schema?.safeParse(text).success === true) return true
  problems.push(`${what}: it must hold ${settingNote(name)?.allowed}.`)
  return false
}
