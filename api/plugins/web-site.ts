import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import fp from 'fastify-plugin'
import { AppError } from '../errors.ts'

export interface WebSiteOptions {
  /** Folder of the built page; null where there is none. */
  readonly siteDir: string | null
}

/** Addresses of the page itself: it draws them all from one document. */
const pagePaths = ['/', '/runs/:id', '/batches', '/batches/:id', '/doctor']

/** The built page: names with a hash in them are kept for ever, the document is asked for each time. */
async function webSite(app: FastifyInstance, { siteDir }: WebSiteOptions): Promise<void> {
  const isBuilt = siteDir !== null && existsSync(join(siteDir, 'index.html'))
  if (isBuilt) {
    await app.register(fastifyStatic, {
      root: siteDir,
      index: false,
      cacheControl: false,
      // Both are made from a file's time and length, and in an image every file has the same time. What has no hash in
      // its name is under 1 kB: sent again each time.
      etag: false,
      lastModified: false,
      schemaHide: true,
      setHeaders: (reply, path) => {
        const isHashed = path.startsWith(join(siteDir, 'assets'))
        reply.header('cache-control', isHashed ? 'public, immutable, max-age=31536000' : 'no-cache')
      },
    })
  }
  // the document draws it, as it draws every page
  if (isBuilt) app.missingPage = (reply) => reply.code(404).header('vary', 'accept').sendFile('index.html')
  const sendPage = (_request: unknown, reply: FastifyReply) => {
    if (!isBuilt) throw new AppError('unavailable', 'The web page is not built. Build it with: npm run build')
    return reply.sendFile('index.html')
  }
  for (const path of pagePaths) app.get(path, { schema: { hide: true } }, sendPage)
}

export default fp(webSite, { name: 'web-site' })
