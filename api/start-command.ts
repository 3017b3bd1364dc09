/** A package holds JavaScript, a clone the sources. */
const isPackaged = import.meta.url.endsWith('.js')

/** What a person types to start the server, as this installation has it. */
export const START = isPackaged ? 'npx axoloom up' : 'npm start'

/** The same with an option, such as `--stop-agents`. */
export function startWith(option: string): string {
  return isPackaged ? `${START} ${option}` : `${START} -- ${option}`
}

/** What lists every setting with its default. */
export const LIST_SETTINGS = startWith(isPackaged ? '--settings' : '--help')
