import type { Artifact, Run } from '#contract/api.ts'
import type { Client } from '#contract/client/client.ts'
import { inlinePicture } from './pictures.ts'
import type { Session } from './session.ts'

const COLUMNS = 24

/** The best picture of each variation that has one: the newest, as a pick takes it. */
export function bestPictures({ variations }: Run): Artifact[] {
  return variations.flatMap(({ artifacts }) => artifacts.filter(({ kind }) => kind !== 'preview').slice(-1))
}

/** Shows a run's pictures where the terminal can; elsewhere nothing. */
export async function showPictures(session: Session, client: Client, run: Run): Promise<void> {
  const { terminal, format, signal } = session
  if (terminal.pictures === null || format === 'json' || format === 'yaml' || format === 'name') return
  for (const { id, variation, mediaType } of bestPictures(run)) {
    if (mediaType !== 'image/png') continue
    const answer = await client.artifact(id, { signal })
    session.write(`${variation}\n${inlinePicture(terminal.pictures, await answer.bytes(), COLUMNS)}`)
  }
}
