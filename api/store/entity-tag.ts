import { createHash } from 'node:crypto'
import { AppError } from '../errors.ts'
import type { CommandContext } from './store.ts'

/** Characters of a tag: 132 of the 256 bits, so that no two bodies ever share one. */
const TAG_CHARACTERS = 22

/** The ETag of a JSON body: the same for the same bytes, whoever wrote them. */
export function entityTag(json: string): string {
  return `"${createHash('sha256').update(json).digest('base64url').slice(0, TAG_CHARACTERS)}"`
}

/**
 * Whether a list of tags, as If-Match and If-None-Match carry it, holds this one. A proxy that packs a body makes its tag
 * a weak one; it is still the tag of what we sent.
 */
export function hasTag(list: string, tag: string): boolean {
  const tags = list.split(',').map((listed) => listed.trim().replace(/^W\//, ''))
  return tags.includes(tag) || tags.includes('*')
}

/**
 * Goes on only while the thing is as the caller last saw it. `read` gives it as GET shows it; call this inside the
 * transaction of the change, so that nobody comes in between. Throws AppError `precondition-failed`.
 */
export function requireMatch({ ifMatch }: CommandContext, read: () => unknown): void {
  if (ifMatch === undefined || hasTag(ifMatch, entityTag(JSON.stringify(read())))) return
  throw new AppError(
    'precondition-failed',
    'This has changed since you read it. Read it again and try with its new ETag.',
  )
}
