import sharp from 'sharp'
import { AppError } from '../errors.ts'
import { MAX_PICTURE_PIXELS, type PngAnswer, type PngRequest } from './png-messages.ts'

// A process of its own: it decodes what an untrusted program sent, and its memory goes with it.

sharp.cache(false)
sharp.concurrency(1)

async function reencode({
  source,
  isJpegTaken,
}: PngRequest): Promise<{ bytes: Uint8Array; width: number; height: number }> {
  const picture = sharp(source, { failOn: 'warning', limitInputPixels: MAX_PICTURE_PIXELS })
  const { format } = await picture.metadata()
  const isTaken = format === 'png' || (isJpegTaken && format === 'jpeg')
  if (!isTaken) throw new AppError('bad-request', `The picture is ${format ?? 'nothing we know'}, not PNG.`)
  const { data, info } = await picture.png({ compressionLevel: 6 }).toBuffer({ resolveWithObject: true })
  return { bytes: data, width: info.width, height: info.height }
}

function answer(message: PngAnswer): void {
  process.send?.(message)
}

process.on('message', (request: PngRequest) => {
  const { id } = request
  reencode(request).then(
    (picture) => answer({ id, isOk: true, ...picture }),
    (error: unknown) => answer({ id, isOk: false, message: error instanceof Error ? error.message : String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))
