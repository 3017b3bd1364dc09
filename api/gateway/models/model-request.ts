import { z } from 'zod'
import { AppError } from '../../errors.ts'

/** What a request is held to, whatever it asks for. */
export interface RequestBounds {
  /** The model of the attempt's assignment. */
  readonly model: string
  readonly maxOutputTokens: number
}

/** A request that may be forwarded as it is. */
export interface PreparedRequest {
  readonly body: string
  /** The most that can be charged for. */
  readonly maxInputTokens: number
  readonly maxOutputTokens: number
  /** Names the part that a cache keeps, when others may ask with the same one; null where nothing is cached. */
  readonly sharedPrefix: string | null
}

/** Most tokens of one picture, whatever its size: larger ones are made smaller there. */
const PICTURE_TOKENS = 5000
/** What a server adds by itself: the words around messages, tools and schemas. */
const HIDDEN_TOKENS = 2000

/** Upper bound of a prompt's tokens: each is at least a byte of text. */
export function mostTokens(body: string, pictures: readonly string[]): number {
  const pictureBytes = pictures.reduce((sum, picture) => sum + picture.length, 0)
  return Buffer.byteLength(body) - pictureBytes + pictures.length * PICTURE_TOKENS + HIDDEN_TOKENS
}

/** Base64 as it is: a text that is none could be the path of a file or an address to somebody. */
export const Base64 = z
  .string()
  .max(8 * 1024 * 1024)
  .regex(/^[A-Za-z0-9+/]+={0,2}$/)

/** The fields that may pass; all others are dropped. Throws AppError `unprocessable`. */
export function parseRequest<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.slice(0, 10).map(({ path, message }) => ({
    pointer: path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    detail: `is not right: ${message}`,
  }))
  const [first] = errors
  const where = first === undefined || first.pointer === '' ? 'The body' : `"${first.pointer.slice(1)}"`
  throw new AppError('unprocessable', `The request cannot be forwarded: ${where} ${first?.detail}.`, { errors })
}
