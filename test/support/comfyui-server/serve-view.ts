import { posix } from 'node:path'
import sharp from 'sharp'
import { type Answer, bytes, empty, text } from './answer.ts'
import type { SeenRequest } from './http-request.ts'
import type { Folder } from './output-files.ts'
import type { ServerProcess } from './server-process.ts'

const folders: readonly string[] = ['output', 'temp', 'input'] satisfies Folder[]

/** A file, as it is or made smaller. */
export async function getView({ parts }: ServerProcess, { query }: SeenRequest): Promise<Answer> {
  const asked = query.get('filename')
  if (!asked) return empty(404)
  const type = query.get('type') ?? 'output'
  if (asked.startsWith('/') || asked.includes('..') || !folders.includes(type)) return empty(400)
  const subfolder = posix.normalize(query.get('subfolder') || '.')
  if (subfolder.startsWith('..') || subfolder.startsWith('/')) return empty(403)
  const filename = posix.basename(asked)
  const ref = { filename, subfolder: subfolder === '.' ? '' : subfolder.replace(/\/$/, ''), type: type as Folder }
  const found = parts.files.read(ref)
  if (found === undefined) return empty(404)
  const preview = query.get('preview')
  if (preview !== null) return smaller(found, preview, filename)
  const channel = query.get('channel')
  if (channel === 'rgb') return bytes(await sharp(found).removeAlpha().png().toBuffer(), 'image/png', filename)
  return bytes(found, 'image/png', filename)
}

/** `webp;50` or `jpeg;90`. */
async function smaller(file: Buffer, preview: string, filename: string): Promise<Answer> {
  const [format = 'webp', quality = '90'] = preview.split(';')
  const options = { quality: Number(quality) || 90 }
  if (format === 'jpeg') return bytes(await sharp(file).jpeg(options).toBuffer(), 'image/jpeg', filename)
  return bytes(await sharp(file).webp(options).toBuffer(), 'image/webp', filename)
}

/** Multipart; the name changes when another file has it. */
export async function postUpload({ parts }: ServerProcess, { body, headers }: SeenRequest): Promise<Answer> {
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': headers['content-type'] ?? '' },
  }).formData()
  const image = form.get('image')
  if (!(image instanceof File)) return text(400, '')
  const type = String(form.get('type') ?? 'input') as Folder
  const subfolder = String(form.get('subfolder') ?? '')
  if (!folders.includes(type) || subfolder.startsWith('..')) return empty(400)
  const sent = Buffer.from(await image.arrayBuffer())
  const canReplace = ['true', '1'].includes(String(form.get('overwrite')))
  const { name, ext } = posix.parse(image.name)
  let filename = image.name
  for (let copy = 1; !canReplace; copy++) {
    const known = parts.files.read({ filename, subfolder, type })
    if (known === undefined || known.equals(sent)) break
    filename = `${name} (${copy})${ext}`
  }
  parts.files.put({ filename, subfolder, type }, sent)
  const answer = { name: filename, subfolder, type }
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: Buffer.from(JSON.stringify(parts.generation === '0.38' ? { ...answer, asset: null } : answer)),
  }
}
