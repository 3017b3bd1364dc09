import { RenderError } from './comfy-error.ts'
import { ComfyHttp } from './comfy-http.ts'
import { preflight } from './preflight.ts'
import { serverAddress } from './server-address.ts'
import { comfyTimings } from './timings.ts'
import { openWorkflow, type WorkflowSettings } from './workflow.ts'

/** What may be asked of a server of ComfyUI without having it draw. */
export interface ComfyuiLook {
  /** For people: without a password. */
  readonly label: string
  /** Prompts that run or wait there. Rejects with ServerTrouble. */
  queue(signal: AbortSignal): Promise<number>
  /** Null: it has every file and node of the workflow; else a sentence that names what it lacks. Rejects with ServerTrouble. */
  lacks(signal: AbortSignal): Promise<string | null>
}

/** One for each server of the settings, in their order. What they see changes nothing for renders. */
export function comfyuiLooks(comfyui: (WorkflowSettings & { readonly urls: readonly string[] }) | null): ComfyuiLook[] {
  if (comfyui === null) return []
  const workflow = openWorkflow(comfyui)
  return comfyui.urls.map((url) => {
    const address = serverAddress(url)
    const http = new ComfyHttp(address, { succeeded() {}, failed() {} }, comfyTimings)
    return {
      label: address.label,
      queue: (signal) => http.queueRemaining(signal),
      async lacks(signal) {
        try {
          await preflight(http, address.label, workflow, signal)
          return null
        } catch (error) {
          if (error instanceof RenderError) return error.message
          throw error
        }
      },
    }
  })
}
