import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { BackendList, type BackendState, type DesignerChoice } from '#contract/backends.ts'
import type { Backends } from '../backends/backends.ts'
import type { Offer, OfferedDesigner } from './offer.ts'

export interface BackendRouteOptions {
  readonly backends: Backends
  readonly offer: Offer
}

export const backendRoutes: FastifyPluginAsyncZod<BackendRouteOptions> = async (app, { backends, offer }) => {
  app.get(
    '/backends',
    {
      schema: {
        tags: ['back-ends'],
        summary: 'What runs can be made with here, and how the servers of models are',
        response: { 200: BackendList },
      },
    },
    async (_request, reply) => {
      await backends.refresh()
      const states = backends.states()
      reply.header('cache-control', 'no-store')
      return {
        designers: offer.designers.map((designer) => choiceOf(designer, states)),
        renderers: offer.renderers.map((name) => ({ name })),
        defaults: { ...offer.defaults },
        backends: [...states],
      }
    },
  )
}

function choiceOf({ name, defaultModel }: OfferedDesigner, states: readonly BackendState[]): DesignerChoice {
  // Claude takes names that no list has, so there is none
  const models = states.find((state) => state.name === name)?.models ?? null
  return { name, models: defaultModel === null ? [] : models, defaultModel }
}
