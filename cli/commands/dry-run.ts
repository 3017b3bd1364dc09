import type { Client, NewRun } from '#contract/client/client.ts'
import type { ExitCode } from '../cli-error.ts'
import type { Session } from '../session.ts'

/** What the server would do for a run. */
interface DryRun {
  readonly plans: readonly unknown[]
  /** The Job of its first variation; null where agents are processes. */
  readonly job: unknown
}

/** Prints the Job that a run would create: as YAML, which `kubectl apply --dry-run` reads, or as JSON. */
export async function printJob(session: Session, client: Client, request: NewRun): Promise<ExitCode | undefined> {
  const { signal, format } = session
  const { plans, job } = await client.http.json<DryRun>('POST', '/v1/runs', {
    body: request,
    query: { dryRun: true },
    signal,
  })
  const shown = job ?? plans
  const { stringify } = await import('yaml')
  session.write(format === 'json' ? `${JSON.stringify(shown, null, 2)}\n` : stringify(shown))
  session.say(
    job === null
      ? 'Nothing was started. This server runs agents as processes of its machine, so there is no Job: these are the variations.'
      : `Nothing was started. This is the Job of the first of ${plans.length} variations.`,
  )
  return undefined
}
