import { RenderError } from './comfy-error.ts'
import type { ComfyHttp } from './comfy-http.ts'
import type { Workflow } from './workflow.ts'

/**
 * Looks whether a server has every model file and node of a workflow, before anything is queued. Throws RenderError
 * that names all that is missing, and ServerTrouble when it cannot be seen.
 */
export async function preflight(
  http: ComfyHttp,
  label: string,
  workflow: Workflow,
  signal: AbortSignal,
): Promise<void> {
  const filesIn = new Map<string, readonly string[] | null>()
  const lacking: string[] = []
  // one by one: a server that is slow now has failed one question, not twelve
  for (const { folder } of workflow.files) {
    if (!filesIn.has(folder)) filesIn.set(folder, await http.models(folder, signal))
  }
  for (const name of workflow.classes) if (!(await http.hasNode(name, signal))) lacking.push(`the node ${name}`)
  const missing = [
    ...workflow.files
      .filter(({ folder, name }) => filesIn.get(folder)?.includes(name) !== true)
      .map(({ folder, name, setting }) => `models/${folder}/${name} (${setting})`),
    ...lacking,
  ]
  if (missing.length > 0) throw new RenderError('model-unavailable', `${label} lacks ${missing.join(', ')}.`)
}
