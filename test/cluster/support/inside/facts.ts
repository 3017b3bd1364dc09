import { readFile } from 'node:fs/promises'
import { exec, type Place } from '../cluster.ts'

const NODE = '/usr/local/bin/node'

/** What `collect-facts.mjs` saw inside a container. Tries answer 'done' or the name of the error. */
export interface Facts {
  /** Lines of /proc/<pid>/status of the collecting process, and of the container's first one. */
  readonly self: Readonly<Record<string, string>>
  readonly main: Readonly<Record<string, string>>
  readonly mainArgs: readonly string[]
  /** `name=value` each. */
  readonly mainEnv: readonly string[]
  readonly env: readonly string[]
  readonly hostname: string
  readonly processes: readonly { readonly pid: number; readonly uid: string; readonly args: readonly string[] }[]
  readonly namespaces: Readonly<Record<string, string>>
  readonly interfaces: readonly string[]
  readonly mounts: readonly { readonly point: string; readonly isReadOnly: boolean; readonly isWritable: boolean }[]
  readonly devices: readonly string[]
  readonly resolver: readonly string[]
  /** Tries to make a file in a folder, and to open one for writing. */
  readonly created: Readonly<Record<string, string>>
  readonly opened: Readonly<Record<string, string>>
  readonly exists: Readonly<Record<string, boolean>>
  readonly read: Readonly<Record<string, string>>
  readonly firmware: readonly string[]
  readonly tmp: string
  /** System calls. */
  readonly calls: Readonly<Record<string, string | undefined>>
  readonly memoryLimit: readonly string[]
  readonly listen80: string
  readonly su: string
}

/** Has a container look at itself. */
export async function collectFacts(place: Place): Promise<Facts> {
  return JSON.parse(await runInside(place, 'collect-facts.mjs', [])) as Facts
}

/** Something to reach from inside of a container. */
export type Target =
  | { readonly name: string; readonly kind: 'tcp' | 'udp'; readonly host: string; readonly port: number }
  | { readonly name: string; readonly kind: 'name'; readonly host: string }
  | { readonly name: string; readonly kind: 'http'; readonly method: string; readonly url: string }

/** Tries all targets at the same time: 'open', 'closed' (no answer), 'refused' or, of http, the status. */
export async function tryTargets(place: Place, targets: readonly Target[]): Promise<Readonly<Record<string, string>>> {
  return JSON.parse(await runInside(place, 'try-targets.mjs', [JSON.stringify(targets)])) as Record<string, string>
}

async function runInside(place: Place, script: string, args: readonly string[]): Promise<string> {
  const text = await readFile(new URL(`./${script}`, import.meta.url), 'utf8')
  return exec(place, [NODE, '--input-type=module', '-', ...args], text)
}
