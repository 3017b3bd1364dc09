import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { findTool, type Outcome, root, run } from './tools.ts'

export const chart = 'deploy/charts/axoloom'
export const release = 'axoloom'

const helm = findTool('helm')

/** One object of a rendered chart. */
export interface Manifest {
  /** `Kind namespace/name`, or `Kind name`. */
  readonly id: string
  readonly kind: string
  readonly namespace: string | undefined
  readonly name: string
  /** File of the chart that it comes from, below `templates/`. */
  readonly source: string
  /** As rendered, with what is random masked. */
  readonly text: string
  /** As parsed. */
  // biome-ignore lint/suspicious/noExplicitAny: manifests of any kind, looked into by tests
  readonly object: any
}

const Head = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string(), namespace: z.string().optional() }),
})

/** A file of values: its first lines say which other file goes before it, and what is expected of it. */
export interface ValuesFile {
  /** Below the project. */
  readonly path: string
  /** Values files in the order in which helm gets them. */
  readonly files: readonly string[]
  /** What helm must say when it refuses these values. */
  readonly refusals: readonly string[]
  /** What it must not show. */
  readonly secrets: readonly string[]
}

export function readValuesFile(path: string): ValuesFile {
  const text = readFileSync(join(root, path), 'utf8')
  const marks = (name: string) =>
    [...text.matchAll(new RegExp(`^# ${name}: (.*)$`, 'gm'))].map(([, value]) => value ?? '')
  return { path, files: [...marks('with'), path], refusals: marks('refused'), secrets: marks('not shown') }
}

export interface RenderOptions {
  /** Of the release. */
  readonly namespace?: string
  /** `name=value` each, after all files. */
  readonly sets?: readonly string[]
}

/** Runs `helm template` on the chart. */
export function renderRaw(files: readonly string[], options: RenderOptions = {}): Promise<Outcome> {
  const { namespace = release, sets = [] } = options
  const values = [...files.flatMap((file) => ['--values', file]), ...sets.flatMap((set) => ['--set', set])]
  // A helm that was built from source thinks of an ancient cluster when it is told of none.
  return run(helm, ['template', release, chart, '--namespace', namespace, '--kube-version', '1.34.0', ...values])
}

/** The objects of the chart with these values. Throws what helm says. */
export async function renderChart(files: readonly string[], options: RenderOptions = {}): Promise<Manifest[]> {
  const { code, stdout, stderr } = await renderRaw(files, options)
  if (code !== 0) throw new Error(stderr)
  return stdout
    .split(/^---\n/m)
    .filter((text) => text.trim() !== '')
    .map(readManifest)
}

function readManifest(raw: string): Manifest {
  const text = raw.replace(/^( {2}keys: )[A-Za-z0-9]{54}==$/m, '$1(made at random)')
  const object: unknown = parse(text)
  const { kind, metadata } = Head.parse(object)
  const source = /^# Source: axoloom\/templates\/(.*)$/m.exec(text)?.[1] ?? ''
  const place = metadata.namespace === undefined ? '' : `${metadata.namespace}/`
  const { namespace, name } = metadata
  return { id: `${kind} ${place}${name}`, kind, namespace, name, source, text, object }
}

/** The one object of a kind, with this name if it is given. */
export function pick(manifests: readonly Manifest[], kind: string, name?: string) {
  const found = manifests.filter((manifest) => manifest.kind === kind && (name === undefined || manifest.name === name))
  if (found.length !== 1) throw new Error(`${found.length} objects of kind ${kind} ${name ?? ''}, not one`)
  return found[0]?.object
}
