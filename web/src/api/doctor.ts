import type { DoctorReport, FixAnswer } from '#contract/doctor.ts'
import { signedIn } from './call.ts'

/** Throws ApiProblem. */
export const loadReport = (signal: AbortSignal): Promise<DoctorReport> =>
  signedIn.json<DoctorReport>('GET', '/v1/doctor', { signal })

/** Mends what a finding is about, where that is safe. Throws ApiProblem. */
export const fixFinding = (id: string, signal: AbortSignal): Promise<FixAnswer> =>
  signedIn.json<FixAnswer>('POST', '/v1/doctor/fix', { signal, body: { id } })
