import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { sampleDesign } from './sample-design.ts'

/** Where an actor can be made to wait. */
export type Moment = 'claim' | 'work' | 'picture' | 'finish' | 'exit' | 'chat'

/** An agent that does what its direction says and waits where it is told: see test/fixtures/agents/actor.mjs. */
export interface Actor {
  /** Absolute path, for the server's agentEntry. */
  readonly entry: string
  hold(moment: Moment): Promise<void>
  letGo(moment: Moment): Promise<void>
  remove(): Promise<void>
}

export async function createActor(): Promise<Actor> {
  // an agent can read the folder it lies in and nothing else, so what it waits for lies beside it
  const dir = await mkdtemp(join(tmpdir(), 'axoloom-actor-'))
  const entry = join(dir, 'actor.mjs')
  await copyFile(resolve(import.meta.dirname, '../fixtures/agents/actor.mjs'), entry)
  await writeFile(join(dir, 'design.json'), JSON.stringify(sampleDesign))
  return {
    entry,
    hold: (moment) => writeFile(join(dir, `hold-${moment}`), ''),
    letGo: (moment) => rm(join(dir, `hold-${moment}`), { force: true }),
    remove: () => rm(dir, { recursive: true, force: true }),
  }
}
