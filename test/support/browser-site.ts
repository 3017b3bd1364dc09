import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { launchBrowser, openPage, type WatchedPage } from './browser.ts'
import { type FakeApi, type FakeApiOptions, startFakeApi } from './fake-api.ts'
import { type ServerProcess, startServerProcess, stopAgents } from './server-process.ts'

/** A browser, and a real server with data of its own for it to look at. */
export interface RealSite {
  readonly browser: Browser
  readonly server: ServerProcess
  readonly dataDir: string
  /** Ends both, and every agent; the data goes. */
  close(): Promise<void>
}

/** Starts both. `env`: the server's settings. */
export async function startRealSite(env: Readonly<Record<string, string>> = {}): Promise<RealSite> {
  const dataDir = await mkdtemp(join(tmpdir(), 'axoloom-site-'))
  const browser = await launchBrowser()
  const server = await startServerProcess({ dataDir, env }).catch(async (error: unknown) => {
    await browser.close()
    throw error
  })
  const close = async () => {
    await browser.close()
    await server.end('SIGTERM')
    await stopAgents(dataDir)
    await rm(dataDir, { recursive: true, force: true })
  }
  return { browser, server, dataDir, close }
}

export interface FakeSite extends WatchedPage {
  readonly api: FakeApi
}

/** A browser for pages that look at fake APIs of their own: for faults that no real one makes on demand. */
export interface FakeSites {
  /** The browser is there from here on. */
  start(): Promise<void>
  /** A fake API alone. */
  serve(options?: FakeApiOptions): Promise<FakeApi>
  /** A page that looks at it. */
  visit(api: FakeApi, context?: BrowserContextOptions): Promise<FakeSite>
  /** Both at once. */
  open(options?: FakeApiOptions, context?: BrowserContextOptions): Promise<FakeSite>
  /** Closes all that was opened: after each test. */
  closeAll(): Promise<void>
  end(): Promise<void>
}

export function createFakeSites(): FakeSites {
  let browser: Browser | null = null
  const closers: (() => Promise<void>)[] = []
  async function serve(options: FakeApiOptions = {}): Promise<FakeApi> {
    const api = await startFakeApi(options)
    closers.push(() => api.close())
    return api
  }
  async function visit(api: FakeApi, context?: BrowserContextOptions): Promise<FakeSite> {
    if (browser === null) throw new Error('The browser was not started.')
    const watched = await openPage(browser, api.url, context)
    closers.push(watched.close)
    return { ...watched, api }
  }
  return {
    async start() {
      browser = await launchBrowser()
    },
    serve,
    visit,
    open: async (options, context) => visit(await serve(options), context),
    async closeAll() {
      for (const close of closers.splice(0).reverse()) await close()
    },
    async end() {
      await browser?.close()
    },
  }
}
