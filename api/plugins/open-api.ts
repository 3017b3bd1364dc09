import swagger from '@fastify/swagger'
import type { FastifyContextConfig, FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { describeApi, routeKey } from './api-document/describe-api.ts'
import type { ApiDocument } from './api-document/document.ts'
import { SESSION_COOKIE } from './auth.ts'
import { docsPage, docsStyle } from './docs-page.ts'

export interface OpenApiOptions {
  readonly version: string
}

/** Describes the routes registered after it: /openapi.json for programs, /docs for people. */
async function openApi(app: FastifyInstance, { version }: OpenApiOptions): Promise<void> {
  const configs = rememberConfigs(app)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Axoloom', version, description: 'One brief, N agents designing side by side, one pick.' },
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
        },
      },
      // nothing at all is enough where the server has no keys
      security: [{ key: [] }, { session: [] }, {}],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
  let document: ApiDocument | null = null
  const describe = () => {
    document ??= describeApi(app.swagger(), configs)
    return document
  }
  const hidden = { schema: { hide: true } }
  app.get('/openapi.json', hidden, async () => describe())
  app.get('/docs', hidden, async (_request, reply) => {
    return reply.type('text/html; charset=utf-8').send(docsPage(describe()))
  })
  app.get('/docs/style.css', hidden, async (_request, reply) => reply.type('text/css; charset=utf-8').send(docsStyle))
}

function rememberConfigs(app: FastifyInstance): Map<string, FastifyContextConfig> {
  const configs = new Map<string, FastifyContextConfig>()
  app.addHook('onRoute', ({ url, method, config }) => {
    for (const each of [method].flat()) configs.set(routeKey(each, url), config ?? {})
  })
  return configs
}

export default fp(openApi, { name: 'open-api' })
