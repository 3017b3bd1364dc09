import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import type { Artifact } from '#contract/api.ts'
import type { Client } from '#contract/client/client.ts'
import { MAX_VARIATIONS } from '#contract/limits.ts'
import { collectNumbers } from '../arguments.ts'
import { CliError, exitCodes } from '../cli-error.ts'
import { runIdOf } from '../find-run.ts'
import type { Host } from '../session.ts'
import { bestPictures } from '../show-pictures.ts'
import { size } from '../words.ts'
import { work } from './action.ts'

interface DownloadOptions {
  readonly variation?: number[]
  readonly all?: boolean
  readonly dir: string
}

interface Saved {
  readonly file: string
  readonly variation: number
  readonly kind: string
  readonly bytes: number
}

export function addDownloadCommand(program: Command, host: Host): void {
  const command = program
    .command('download')
    .summary('save the pictures of a run')
    .description('Saves the best picture of each variation, and prints where.')
    .argument('<run>', 'its id, or last')
    .option(
      '-v, --variation <index>',
      'only of this one, from 0; may be repeated',
      collectNumbers(0, MAX_VARIATIONS - 1),
    )
    .option('--all', 'sketches and earlier pictures too')
    .option('--dir <folder>', 'where to; made when it is not there', '.')
  work<DownloadOptions>(host, command, async (session, { variation, all, dir }, [named = '']) => {
    const { signal } = session
    const client = await session.client()
    const run = await client.runs.get(await runIdOf(client, named), { signal })
    const pictures = all ? run.variations.flatMap(({ artifacts }) => artifacts) : bestPictures(run)
    const chosen = pictures.filter((picture) => variation?.includes(picture.variation) ?? true)
    if (chosen.length === 0) {
      throw new CliError(`Run ${run.id} has no such picture: see axoloom show ${run.id}.`, exitCodes.notFound)
    }
    await mkdir(dir, { recursive: true })
    const saved: Saved[] = []
    for (const picture of chosen) {
      const file = join(dir, nameOf(run.id, picture, all === true))
      await save(client, picture, file, signal)
      saved.push({ file, variation: picture.variation, kind: picture.kind, bytes: picture.bytes })
    }
    await session.print({
      columns: [
        { title: 'FILE', cell: ({ file }) => file },
        { title: 'VARIATION', cell: (row) => String(row.variation) },
        { title: 'KIND', cell: ({ kind }) => kind },
        { title: 'SIZE', cell: ({ bytes }) => size(bytes) },
      ],
      rows: saved,
      id: ({ file }) => file,
    })
    return undefined
  })
}

function nameOf(run: string, { variation, attempt, kind, mediaType, id }: Artifact, isEach: boolean): string {
  const ending = mediaType.replace(/^.*\//, '').replace(/\W.*$/, '')
  return `${run}-${variation}${isEach ? `-${attempt}-${kind}-${id.slice(-6)}` : ''}.${ending}`
}

/** Whole or not at all: a file of that name is never half a picture. */
async function save(client: Client, { id }: Artifact, file: string, signal: AbortSignal): Promise<void> {
  const { body } = await client.artifact(id, { signal })
  if (body === null) throw new CliError(`Picture ${id} came without bytes: try again.`)
  const partial = `${file}.part`
  try {
    await pipeline(body, createWriteStream(partial), { signal })
    await rename(partial, file)
  } finally {
    await rm(partial, { force: true })
  }
}
