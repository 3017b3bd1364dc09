import { Settings, settingNote } from './settings.ts'

type Given = Readonly<Record<string, string | undefined>>

export interface ShownSettings {
  /** Settings that were given, by name; in place of a secret stands that there is one. */
  readonly shown: Readonly<Record<string, string>>
  /** Every value, or part of one, that no text may show. */
  readonly secrets: readonly string[]
}

/** Tells what people may see of the settings from what they may not. */
export function shownSettings(given: Given, fileKeys: readonly string[]): ShownSettings {
  const own = Object.keys(Settings.shape).flatMap((name) => {
    const value = given[name]
    return value === undefined ? [] : [{ name, value, isSecret: settingNote(name)?.isSecret === true }]
  })
  return {
    shown: Object.fromEntries(own.map(({ name, value, isSecret }) => [name, isSecret ? '[hidden]' : value])),
    secrets: [
      ...fileKeys,
      ...own.flatMap(({ value, isSecret }) => (isSecret ? wordsOf(value) : value.split(',').flatMap(secretsOfUrl))),
    ],
  }
}

/** A secret may be a list of them. */
const wordsOf = (value: string) => [value, ...value.split(/[,\s]+/)].filter((word) => word !== '')

/** The user and password of a URL; none when it is no URL, or has none. */
function secretsOfUrl(text: string): string[] {
  const { username = '', password = '' } = URL.parse(text.trim()) ?? {}
  if (password === '') return username === '' ? [] : [username, decode(username)]
  const [name, word] = [decode(username), decode(password)]
  return [password, word, `${name}:${word}`]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
