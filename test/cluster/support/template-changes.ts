import type { JobTemplate } from '../../../api/runner/kubernetes/job-template.ts'

/** The agent's container of a template. */
export function containerOf({ spec }: JobTemplate) {
  const [container] = spec.template.spec.containers
  if (container === undefined) throw new Error('The template has no container.')
  return container
}

/** Gives the agent this much of something, such as `memory`, and not more. */
export function limit(template: JobTemplate, resource: string, quantity: string): void {
  const container = containerOf(template)
  const { requests, limits } = container.resources ?? {}
  container.resources = {
    requests: { ...requests, [resource]: quantity },
    limits: { ...limits, [resource]: quantity },
  }
}
