import { KubeError } from './kube-error.ts'

/** An admission policy that was just changed (a new image, by an upgrade of the chart) is in force a moment later. */
const PATIENCE_MS = 5000

/** Tells refusals by an admission policy that may pass from those that stay. */
export class PolicyRefusals {
  readonly #patienceMs: number
  readonly #firstAtMs = new Map<string, number>()

  constructor(patienceMs = PATIENCE_MS) {
    this.#patienceMs = patienceMs
  }

  /** Whether the job may be taken when it is sent again. Remembers when it was refused first. */
  mayPass(jobName: string, error: unknown): boolean {
    if (!isPolicyRefusal(error)) return false
    const nowMs = performance.now()
    const firstAtMs = this.#firstAtMs.get(jobName) ?? nowMs
    this.#firstAtMs.set(jobName, firstAtMs)
    return nowMs - firstAtMs < this.#patienceMs
  }

  forget(jobName: string): void {
    this.#firstAtMs.delete(jobName)
  }
}

function isPolicyRefusal(error: unknown): boolean {
  const isRefusal = error instanceof KubeError && (error.status === 403 || error.status === 422)
  return isRefusal && /ValidatingAdmissionPolicy/.test(error.message)
}
