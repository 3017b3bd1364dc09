import { pause } from './pause.ts'
import type { Picture } from './picture.ts'
import { drawPreview, plainPreview, previewWithMeta } from './previews.ts'
import { type Run, reach } from './run.ts'

/** Samples: each step takes its time, then tells of itself; an interrupt acts between two steps. */
export async function sample(run: Run, steps: number, picture: Picture): Promise<void> {
  const { process, item, voice, nodeId } = run
  const { record, fate } = item
  for (let value = 1; value <= steps; value++) {
    await pause(fate.stepMs ?? process.parts.stepMs, process.signal)
    process.flag.check()
    process.parts.records.step(record)
    const jpeg = hasPreviews(run) ? await drawPreview(picture, value, steps) : null
    const hasMeta = process.hub.hasFeature(record.clientId, 'supports_preview_metadata')
    voice.progress(nodeId, { value, max: steps, state: 'running' })
    if (jpeg !== null && hasMeta) voice.shout(previewWithMeta(jpeg, previewMeta(run)))
    voice.shout({ type: 'progress', data: { value, max: steps, prompt_id: record.id, node: nodeId } })
    if (jpeg !== null && !hasMeta) voice.shout(plainPreview(jpeg))
    await reach(run, `step-${value}`)
  }
}

/** By the server's flag, or by the prompt where the server knows that. */
function hasPreviews({ process, item }: Run): boolean {
  const method = process.parts.generation === '0.38' ? item.record.extraData.preview_method : undefined
  if (typeof method === 'string' && method !== 'default') return method !== 'none'
  return process.parts.hasPreviews
}

const previewMeta = ({ item, nodeId }: Run) => ({
  node_id: nodeId,
  prompt_id: item.record.id,
  display_node_id: nodeId,
  parent_node_id: null,
  real_node_id: nodeId,
})
