import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { Advice, runMain, say } from './steps.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** A target of the Dockerfile. */
export type ImageTarget = 'api' | 'agent'

export interface ImageBuild {
  readonly target: ImageTarget
  /** With its tag, as a registry would know it. */
  readonly name: string
  /** What to build from; the repository itself unless given. */
  readonly context?: string
  /** Another Dockerfile than that of the context. */
  readonly dockerfile?: string
  /** False: every step is taken anew, and none is kept for the next build. */
  readonly isCached?: boolean
}

/** The names that tests, charts and the Tiltfile use for what is built from this folder. */
export const localImages: Readonly<Record<ImageTarget, string>> = {
  api: 'docker.io/library/axoloom:dev',
  agent: 'docker.io/library/axoloom-agent:dev',
}

/** Builds one image with its labels, by Docker or by buildah, whichever is there. Throws an Advice when it cannot. */
export async function buildImage(build: ImageBuild, signal?: AbortSignal): Promise<void> {
  const { target, name, context = root, dockerfile = join(context, 'Dockerfile'), isCached = true } = build
  const { command, args, cached, uncached } = findBuilder()
  const what = ['--target', target, '--tag', name, '--file', dockerfile, ...labelArgs(factsOf(root))]
  const child = spawn(command, [...args, ...(isCached ? cached : uncached), ...what, context], {
    stdio: ['ignore', 2, 2],
    ...(signal === undefined ? {} : { signal }),
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Advice(`${command} could not build the image ${name}; the lines above say why.`)
}

interface Builder {
  readonly command: string
  readonly args: readonly string[]
  readonly cached: readonly string[]
  readonly uncached: readonly string[]
}

const docker: Builder = { command: 'docker', args: ['build'], cached: [], uncached: ['--no-cache'] }

const buildah: Builder = {
  command: 'buildah',
  // The OCI format knows no health checks; chroot isolation needs no rights that a container of its own would.
  args: ['build', '--format', 'docker', '--isolation', 'chroot'],
  cached: ['--layers'],
  uncached: ['--no-cache'],
}

/** Docker where its own engine answers; else buildah, whose images Podman has too. */
function findBuilder(): Builder {
  if (ask('docker', ['version', '--format', '{{(index .Server.Components 0).Name}}']) === 'Engine') return docker
  if (ask('buildah', ['--version']) !== null) return buildah
  throw new Advice('Images are built by Docker or by buildah, and neither is there.')
}

interface ImageFacts {
  readonly VERSION: string
  readonly REVISION: string
  readonly CREATED: string
  readonly SOURCE: string
}

/** What the labels say. Taken from the commit and not from the clock: the same commit gives the same labels. */
function factsOf(folder: string): ImageFacts {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const git = (...args: string[]) => ask('git', ['-C', folder, ...args])
  const revision = git('rev-parse', 'HEAD')
  const isChanged = (git('status', '--porcelain') ?? '') !== ''
  return {
    VERSION: z.object({ version: z.string() }).parse(manifest).version,
    REVISION: revision === null ? 'unknown' : `${revision}${isChanged ? '-changed' : ''}`,
    CREATED: git('show', '--no-patch', '--format=%cI', 'HEAD') ?? 'unknown',
    SOURCE: withoutUser(git('remote', 'get-url', 'origin')) ?? 'unknown',
  }
}

/** A remote's address may carry somebody's token. */
function withoutUser(remote: string | null): string | null {
  const url = URL.parse(remote ?? '')
  return url === null ? remote : `${url.protocol}//${url.host}${url.pathname}`
}

function labelArgs(facts: ImageFacts): string[] {
  return Object.entries(facts).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`])
}

/** What a command prints, trimmed; null when it is not there or fails. */
function ask(command: string, args: readonly string[]): string | null {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return null
  }
}

if (import.meta.main) {
  await runMain(async () => {
    for (const target of ['api', 'agent'] as const) {
      await buildImage({ target, name: localImages[target] })
      say(`Built ${localImages[target]}.`)
    }
    return 0
  })
}
