import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { DoctorReport, FixAnswer, FixRequest } from '#contract/doctor.ts'
import { problems } from './problem-schemas.ts'

/** What these calls need of the doctor. */
export interface DoctorService {
  report(): Promise<DoctorReport>
  /** Throws AppError `not-found` and `conflict`. */
  fix(id: string): Promise<FixAnswer>
  /** A zip with every secret removed. */
  bundle(): Promise<Buffer>
}

export interface DoctorRouteOptions {
  readonly doctor: DoctorService
}

const tags = ['doctor']

/** For admins: a report names paths and addresses of the installation. */
export const doctorRoutes: FastifyPluginAsyncZod<DoctorRouteOptions> = async (app, { doctor }) => {
  app.get(
    '/doctor',
    {
      config: { scope: 'operator' },
      schema: {
        tags,
        summary: 'Look at the installation: what is wrong, why, and what mends it',
        response: { 200: DoctorReport, ...problems(503) },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store')
      return doctor.report()
    },
  )

  app.post(
    '/doctor/fix',
    {
      config: { scope: 'operator' },
      schema: {
        tags,
        summary: 'Mend one finding that is safe to mend; a repeat does no harm',
        body: FixRequest,
        response: { 200: FixAnswer, ...problems(400, 404, 409, 503) },
      },
    },
    async ({ body }) => doctor.fix(body.id),
  )

  app.get(
    '/doctor/bundle',
    {
      config: { scope: 'operator' },
      schema: {
        tags,
        summary: 'A zip for whoever helps, with every secret removed',
        response: {
          200: { description: 'The zip', content: { 'application/zip': { schema: z.unknown() } } },
          ...problems(503),
        },
      },
    },
    async (_request, reply) => {
      const bytes = await doctor.bundle()
      reply.header('cache-control', 'no-store')
      reply.header('content-disposition', 'attachment; filename="axoloom-support.zip"')
      return reply.type('application/zip').send(bytes)
    },
  )
}
