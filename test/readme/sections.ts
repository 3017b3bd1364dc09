export interface Example {
  /** `bash` or `ts`. */
  readonly language: string
  readonly text: string
}

export interface Section {
  readonly title: string
  readonly examples: readonly Example[]
}

/** Says in the README that all fenced examples of its section are run. */
const MARK = '<!-- test/readme runs this section -->'

/** The sections of a Markdown page whose examples are run, in its order. */
export function runSections(page: string): Section[] {
  return page
    .split(/^## /m)
    .filter((section) => section.includes(MARK))
    .map((section) => ({ title: section.split('\n', 1)[0] ?? '', examples: examplesOf(section) }))
}

function examplesOf(section: string): Example[] {
  return [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({ language, text }))
}
