import { readFile } from 'node:fs/promises'
import type { Artifact } from '#contract/api.ts'
import { AppError } from '../errors.ts'
import type { ArtifactReader } from '../store/store.ts'

/** Where an owner's picture lies; null where it was deleted meanwhile. */
export async function pictureFile(artifacts: ArtifactReader, owner: string, id: string): Promise<string | null> {
  try {
    return (await artifacts.get(owner, id)).path
  } catch (error) {
    if (error instanceof AppError && error.kind === 'not-found') return null
    throw error
  }
}

/** The bytes of an owner's picture; null where they are gone. */
export async function pictureBytes(
  artifacts: ArtifactReader,
  owner: string,
  { id }: Pick<Artifact, 'id'>,
): Promise<Buffer | null> {
  const path = await pictureFile(artifacts, owner, id)
  if (path === null) return null
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
