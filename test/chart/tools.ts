import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, it } from 'vitest'

/** The folder of the project, where every command runs. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** Path of a program: the variable of its name in capitals, else the first one in PATH; null when there is none. */
export function findTool(name: string): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const places = [process.env[name.toUpperCase()], ...folders.map((folder) => join(folder, name))]
  return places.find((path) => path !== undefined && isProgram(path)) ?? null
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** What the tests of a cluster need. */
export const clusterNeeds: readonly string[] = [
  ...(findTool('helm') === null ? ['helm in PATH (or HELM)'] : []),
  ...(findTool('kubectl') === null ? ['kubectl in PATH (or KUBECTL)'] : []),
  ...(process.env.KUBECONFIG === undefined ? ['KUBECONFIG of a cluster for tests'] : []),
]

export const helmNeeds: readonly string[] = findTool('helm') === null ? ['helm in PATH (or HELM)'] : []

/** `describe` where nothing is missing. Else skipped, and said aloud; with CI or AXOLOOM_NO_SKIP set it fails. */
export function describeWith(missing: readonly string[], name: string, body: () => void): void {
  if (missing.length === 0) {
    describe(name, body)
    return
  }
  const why = `${name}: needs ${missing.join(' and ')}`
  if (isOn(process.env.CI) || isOn(process.env.AXOLOOM_NO_SKIP)) {
    describe(name, () => {
      it('has what it needs', () => {
        throw new Error(why)
      })
    })
    return
  }
  console.warn(`SKIPPED ${why}`)
  describe.skip(`${name} (SKIPPED: needs ${missing.join(' and ')})`, body)
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value)
}

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end in the project's folder, with `input` as its standard input. */
export function run(path: string | null, args: readonly string[], input = ''): Promise<Outcome> {
  if (path === null) return Promise.reject(new Error(`There is no program for ${args.join(' ')}.`))
  return new Promise((resolve, reject) => {
    const options = { cwd: root, timeout: 60_000, maxBuffer: 64 * 1024 * 1024 }
    const child = execFile(path, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code
      if (typeof code === 'number') resolve({ code, stdout, stderr })
      else reject(error)
    })
    // A program that ends without reading its input closes the pipe: its exit code says what there is to say.
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
  })
}

/** As `run`, and throws what the program complained about. */
export async function runWell(path: string | null, args: readonly string[], input = ''): Promise<string> {
  const { code, stdout, stderr } = await run(path, args, input)
  if (code !== 0) throw new Error(`${path} ${args.join(' ')} ended with ${code}: ${stderr}`)
  return stdout
}
