import { change, note, type PodLife } from './pod-life.ts'
import { containerOf, showWaiting } from './pod-status.ts'
import type { StartFate } from './world.ts'

/** Shows why a scheduled pod does not start; returns how to end that. */
export function holdStart(fate: StartFate, life: PodLife): () => void {
  if (fate === 'image-pull') return failPulls(life)
  if (fate === 'invalid-image') refuseImage(life)
  if (fate === 'config-error') missSecret(life)
  return () => {}
}

function refuseImage(life: PodLife): void {
  const { image = '' } = containerOf(life.pod)
  const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`
  change(life, (draft) => showWaiting(draft, 'InvalidImageName', message))
  note(life, 'InspectFailed', message, 'Warning')
  note(life, 'Failed', 'Error: InvalidImageName', 'Warning')
}

function missSecret(life: PodLife): void {
  const message = 'secret "agent-settings" not found'
  note(life, 'Pulled', `Container image "${containerOf(life.pod).image}" already present on machine`)
  change(life, (draft) => showWaiting(draft, 'CreateContainerConfigError', message))
  note(life, 'Failed', `Error: ${message}`, 'Warning')
}

/** Pull after pull fails: the reason goes to and fro between the error and the back-off. */
function failPulls(life: PodLife): () => void {
  const image = containerOf(life.pod).image ?? ''
  const unresolved = `failed to pull and unpack image "${image}": failed to resolve reference "${image}"`
  const error = `rpc error: code = NotFound desc = ${unresolved}: ${image}: not found`
  let isBackingOff = false

  function step(): void {
    if (isBackingOff) {
      const message = `Back-off pulling image "${image}": ErrImagePull: ${error}`
      change(life, (draft) => showWaiting(draft, 'ImagePullBackOff', message))
      note(life, 'BackOff', `Back-off pulling image "${image}"`)
      note(life, 'Failed', 'Error: ImagePullBackOff', 'Warning')
    } else {
      note(life, 'Pulling', `Pulling image "${image}"`)
      note(life, 'Failed', `Failed to pull image "${image}": ${error}`, 'Warning')
      note(life, 'Failed', 'Error: ErrImagePull', 'Warning')
      change(life, (draft) => showWaiting(draft, 'ErrImagePull', error))
    }
    isBackingOff = !isBackingOff
  }

  step()
  const timer = setInterval(step, life.world.timing.backOffMs)
  return () => clearInterval(timer)
}
