import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { BatchRowState } from '#contract/batch.ts'
import { SheetPage } from '#contract/batch-result.ts'
import { DrawingQueue, MAX_SHEET_ROWS } from '../batches/drawing-queue.ts'
import { sheetPage } from '../batches/result-rows.ts'
import { pictureFile } from '../batches/stored-pictures.ts'
import { AppError } from '../errors.ts'
import { ownerOf } from '../plugins/auth.ts'
import type { BatchResultOptions } from './batch-results.ts'
import { RunParams } from './params.ts'
import { problems } from './problem-schemas.ts'

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,4}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.int().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`))

const SheetQuery = z.strictObject({
  state: BatchRowState.optional(),
  limit: wholeNumber(1, 50).prefault('24'),
  cursor: z.string().max(200).optional(),
})

const PictureQuery = z.strictObject({
  page: wholeNumber(1, 1000).prefault('1').describe(`${MAX_SHEET_ROWS} rows each`),
})

/** The contact sheet of a batch: as data for a page, and as a picture. */
export const batchSheetRoutes: FastifyPluginAsyncZod<BatchResultOptions> = async (app, options) => {
  const { batches, artifacts } = options
  const tags = ['batches']
  const drawings = new DrawingQueue()

  app.get(
    '/batches/:id/sheet',
    {
      schema: {
        tags,
        summary: 'Rows and their variations, finished or not',
        params: RunParams,
        querystring: SheetQuery,
        response: { 200: SheetPage, ...problems(400, 404) },
      },
    },
    (request) => sheetPage(options, ownerOf(request), request.params.id, request.query),
  )

  app.get(
    '/batches/:id/contact-sheet.png',
    {
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: 'Rows by variations as one picture',
        params: RunParams,
        querystring: PictureQuery,
        response: {
          200: {
            description: 'The header Link names the page before and the one after',
            content: { 'image/png': { schema: z.unknown().meta({ type: 'string', format: 'binary' }) } },
          },
          ...problems(400, 404, 503),
        },
      },
    },
    async (request, reply) => {
      const owner = ownerOf(request)
      const { id } = request.params
      const { page } = request.query
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort())
      const fileOf = (artifactId: string) => pictureFile(artifacts, owner, artifactId)
      const { data, nextCursor } = await sheetPage(options, owner, id, pageQuery(page))
      if (data.length === 0 && page > 1) throw new AppError('not-found', `The contact sheet has no page ${page}.`)
      const picture = await drawings.run(async () => {
        // only now: libvips is large, and most servers never draw one
        const { drawContactSheet } = await import('../batches/contact-sheet.ts')
        return drawContactSheet(data, fileOf, gone.signal)
      })
      const { links } = await batches.get(owner, id)
      const link = linksTo(`${links.self}/contact-sheet.png`, page, nextCursor !== null)
      if (link !== '') reply.header('link', link)
      return reply.type('image/png').header('cache-control', 'private, no-cache').send(picture)
    },
  )
}

/** A cursor is the row it stands behind, and rows are numbered without a gap. */
function pageQuery(page: number): { limit: number; cursor?: string } {
  const first = (page - 1) * MAX_SHEET_ROWS
  return { limit: MAX_SHEET_ROWS, ...(first === 0 ? {} : { cursor: String(first - 1) }) }
}

function linksTo(path: string, page: number, isMore: boolean): string {
  const before = page > 1 ? [`<${path}?page=${page - 1}>; rel="prev"`] : []
  const after = isMore ? [`<${path}?page=${page + 1}>; rel="next"`] : []
  return [...before, ...after].join(', ')
}
