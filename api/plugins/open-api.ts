import swagger, { type SwaggerTransform } from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { ApiDocument, docsPage, docsStyle } from './docs-page.ts'

export interface OpenApiOptions {
  readonly version: string
}

/** Describes the routes registered after it: /openapi.json for programs, /docs for people. */
async function openApi(app: FastifyInstance, { version }: OpenApiOptions): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Axoloom', version, description: 'One brief, N agents designing side by side, one pick.' },
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      security: [{ key: [] }, {}],
    },
    transform: (input) => withHeaders(jsonSchemaTransform(input), [input.route.method].flat()),
    transformObject: jsonSchemaTransformObject,
  })
  const hidden = { schema: { hide: true } }
  app.get('/openapi.json', hidden, async () => app.swagger())
  app.get('/docs', hidden, async (_request, reply) => {
    return reply.type('text/html; charset=utf-8').send(docsPage(ApiDocument.parse(app.swagger())))
  })
  app.get('/docs/style.css', hidden, async (_request, reply) => reply.type('text/css; charset=utf-8').send(docsStyle))
}

type Transformed = ReturnType<SwaggerTransform>

// Read by hand and not by a schema of the route, because a validated header set would lose all the others.
function withHeaders({ schema, url }: Transformed, methods: readonly string[]): Transformed {
  const headers = methods.includes('POST') ? idempotencyHeader : url.endsWith('/events') ? resumeHeader : null
  if (headers === null || schema.hide === true) return { schema, url }
  return { schema: { ...schema, headers: { type: 'object', properties: headers } }, url }
}

const idempotencyHeader = {
  'Idempotency-Key': {
    type: 'string',
    maxLength: 255,
    description: 'The same key and body give the first answer again',
  },
}

const resumeHeader = {
  'Last-Event-ID': { type: 'string', pattern: '^\\d+$', description: 'The last seq that was read; wins over after' },
}

export default fp(openApi, { name: 'open-api' })
