import { open } from 'node:fs/promises'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Artifact } from '#contract/api.ts'
import { AppError } from '../errors.ts'
import { ownerOf } from '../plugins/auth.ts'
import { hasTag } from '../store/entity-tag.ts'
import type { ArtifactReader } from '../store/store.ts'
import { ArtifactParams } from './params.ts'
import { noContent, problems } from './problem-schemas.ts'

export interface ArtifactRouteOptions {
  readonly artifacts: ArtifactReader
}

const ArtifactQuery = z.strictObject({ download: z.string().optional().describe('Ask the browser to save it') })

export const artifactRoutes: FastifyPluginAsyncZod<ArtifactRouteOptions> = async (app, { artifacts }) => {
  app.get(
    '/artifacts/:id',
    {
      schema: {
        tags: ['artifacts'],
        summary: 'The bytes of a picture',
        params: ArtifactParams,
        querystring: ArtifactQuery,
        response: {
          200: {
            description: 'The picture',
            content: { 'image/png': { schema: z.unknown().meta({ type: 'string', format: 'binary' }) } },
          },
          304: noContent('The caller has it'),
          ...problems(400, 404),
        },
      },
    },
    async (request, reply) => {
      const { artifact, path } = await artifacts.get(ownerOf(request), request.params.id)
      const etag = `"${artifact.sha256}"`
      reply.headers({
        etag,
        'cache-control': 'private, immutable, max-age=31536000',
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
        'content-disposition': disposition(artifact, request.query.download !== undefined),
      })
      if (hasTag(request.headers['if-none-match'] ?? '', etag)) return reply.code(304).send(null)
      const file = await openBytes(path)
      const { size } = await file.stat()
      return reply.type(artifact.mediaType).header('content-length', size).send(file.createReadStream())
    },
  )
}

// A picture that can hold scripts is never shown under our own origin.
function disposition(artifact: Artifact, isDownload: boolean): string {
  const { variation, attempt, kind, mediaType } = artifact
  const isAttached = isDownload || !/^image\/(png|webp|jpeg)$/.test(mediaType)
  const ending = mediaType.replace(/^.*\//, '').replace(/\+.*$/, '')
  const name = `axolotl-${variation + 1}-attempt-${attempt}-${kind}.${ending}`
  return `${isAttached ? 'attachment' : 'inline'}; filename="${name}"`
}

async function openBytes(path: string) {
  try {
    return await open(path)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause
    throw new AppError('not-found', 'The bytes of this picture are gone.', { cause })
  }
}
