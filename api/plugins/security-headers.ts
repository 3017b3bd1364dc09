import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

const none = ["'none'"]
const self = ["'self'"]

/** Headers that keep a page from doing what ours never does. No HSTS and no upgrade: the listener speaks plain HTTP. */
async function securityHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'same-origin' },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: none,
        scriptSrc: self,
        styleSrc: self,
        connectSrc: self,
        imgSrc: ["'self'", 'blob:'],
        fontSrc: self,
        frameAncestors: none,
        baseUri: none,
        formAction: self,
        requireTrustedTypesFor: ["'script'"],
      },
    },
  })
}

export default fp(securityHeaders, { name: 'security-headers' })
