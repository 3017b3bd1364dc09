import { runCalls } from '#contract/client/runs.ts'
import { signedIn } from './call.ts'

/** The calls about runs; each throws ApiProblem. */
export const runs = runCalls(signedIn)

export const eventsPath = (id: string) => `/v1/runs/${encodeURIComponent(id)}/events`
