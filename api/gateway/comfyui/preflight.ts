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
  const folders = [...new Set(workflow.files.map(({ folder }) => folder))]
  const [lists, nodes] = await Promise.all([
    Promise.all(folders.map(async (folder) => [folder, await http.models(folder, signal)] as const)),
    Promise.all(workflow.classes.map(async (name) => [name, await http.hasNode(name, signal)] as const)),
  ])
  const filesIn = new Map(lists)
  const missing = [
    ...workflow.files
      .filter(({ folder, name }) => filesIn.get(folder)?.includes(name) !== true)
      .map(({ folder, name, setting }) => `models/${folder}/${name} (${setting})`),
    ...nodes.filter(([, isThere]) => !isThere).map(([name]) => `the node ${name}`),
  ]
  if (missing.length > 0) throw new RenderError('model-unavailable', `${label} lacks ${missing.join(', ')}.`)
}
