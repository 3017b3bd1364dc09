import type { Inputs } from './node-classes.ts'
import type { FileRef } from './output-files.ts'
import { type Picture, paint } from './picture.ts'
import { encodePng } from './png.ts'
import type { Run } from './run.ts'

/** Writes the picture with the graph and each entry of `extra_pnginfo` inside. */
export function savePictures(run: Run, type: 'output' | 'temp', { images, filename_prefix }: Inputs): FileRef[] {
  const { record } = run.item
  const picture = images as Picture
  const texts = new Map([['prompt', JSON.stringify(record.graph)]])
  const extra = record.extraData.extra_pnginfo
  if (typeof extra === 'object' && extra !== null) {
    for (const [key, value] of Object.entries(extra)) texts.set(key, JSON.stringify(value))
  }
  const prefix = type === 'temp' ? 'ComfyUI_temp_fake' : filled(String(filename_prefix), picture)
  return [run.process.parts.files.save(prefix, type, encodePng(paint(picture), texts))]
}

/** The variables that the server knows; all others are literal. */
function filled(prefix: string, { width, height }: Picture): string {
  const now = new Date()
  const values: Readonly<Record<string, number>> = {
    ...{ width, height },
    ...{ year: now.getFullYear(), month: now.getMonth() + 1, day: now.getDate() },
    ...{ hour: now.getHours(), minute: now.getMinutes(), second: now.getSeconds() },
  }
  return prefix
    .replaceAll('%batch_num%', '0')
    .replace(/%(\w+)%/g, (all, name: string) =>
      values[name] === undefined ? all : String(values[name]).padStart(2, '0'),
    )
}
