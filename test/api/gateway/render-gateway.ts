import { readFile } from 'node:fs/promises'
import Fastify from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { onTestFinished } from 'vitest'
import { openBackends } from '../../../api/backends/open-backends.ts'
import { LaneWaits } from '../../../api/gateway/lane-waits.ts'
import { PngReencoder } from '../../../api/gateway/png-reencoder.ts'
import type { RenderTimings } from '../../../api/gateway/render-deps.ts'
import { renderRoutes } from '../../../api/gateway/render-routes.ts'
import { createRunToken, SpeakingAttempts } from '../../../api/gateway/run-token.ts'
import problems from '../../../api/plugins/problems.ts'
import requestId, { requestIdOf } from '../../../api/plugins/request-id.ts'
import validation from '../../../api/plugins/validation.ts'
import { localPrices } from '../../../api/prices.ts'
import type { OpenStore } from '../../../api/store/open-store.ts'
import type { RunEvent } from '../../../contract/event.ts'
import { RenderLine } from '../../../contract/render.ts'
import type { FakeComfyui } from '../../support/comfyui-server/comfyui-server.ts'
import { sampleDesign } from '../../support/sample-design.ts'
import { bearer, silent } from '../../support/test-gateway.ts'
import { createRun, liveAttempt, openTestStore, type TestStore } from '../../support/test-store.ts'
import { files, quick } from './comfyui/studio.ts'

export interface Worker {
  readonly runId: string
  readonly attemptId: string
  readonly token: string
}

/** The gateway's `/render` over a real store, a real re-encoder and fake servers. */
export interface RenderGateway {
  readonly testStore: TestStore
  /** A claimed attempt of a new run. */
  work(request?: object): Promise<Worker>
  ask(worker: Worker, more?: object, signal?: AbortSignal): Promise<Response>
  /** The whole answer of a render. */
  render(worker: Worker, more?: object): Promise<RenderLine[]>
  events(runId: string, type?: RunEvent['type']): RunEvent[]
  /** The bytes of a stored picture. */
  picture(artifactId: string): Promise<Buffer>
  /** As a stop and a start of the API: connections are cut, the store is opened anew. */
  restart(): Promise<void>
}

export async function startRenderGateway(
  servers: readonly FakeComfyui[],
  timings: Partial<RenderTimings> = {},
): Promise<RenderGateway> {
  const testStore = await openTestStore()
  let app = await openApp(testStore.store, servers, timings)
  onTestFinished(async () => {
    await app.close()
    await testStore.close()
  })

  const ask = (worker: Worker, more: object = {}, signal?: AbortSignal) => {
    const body = { call: 'render-1-a', pass: 1, design: sampleDesign, seed: 7, size: 256, ...more }
    return fetch(`${app.url}/agent/v1/render`, {
      method: 'POST',
      headers: { ...bearer(worker.token), 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal !== undefined && { signal }),
    })
  }
  return {
    testStore,
    ask,
    async work(request = {}) {
      const { id: runId } = await createRun(testStore.store, request)
      const { id: attemptId } = liveAttempt(testStore.store, runId)
      const { token, tokenSha256 } = createRunToken()
      await testStore.store.attempts.launch(attemptId)
      await testStore.store.attempts.start(attemptId, 'local', { text: 'a test', details: {} })
      await testStore.store.attempts.claim(attemptId, tokenSha256)
      return { runId, attemptId, token }
    },
    render: async (worker, more) => linesOf(await (await ask(worker, more)).text()),
    events: (runId, type) => testStore.events(runId).filter((event) => type === undefined || event.type === type),
    picture: async (id) => readFile((await testStore.store.artifacts.get('local', id)).path),
    async restart() {
      await app.close()
      app = await openApp(await testStore.reopen(), servers, timings)
    },
  }
}

export const linesOf = (text: string): RenderLine[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => RenderLine.parse(JSON.parse(line)))

async function openApp(store: OpenStore, servers: readonly FakeComfyui[], timings: Partial<RenderTimings>) {
  const workflow = { layout: 'files', files } as const
  const comfyui = { urls: servers.map(({ url }) => url), ...workflow }
  const backends = openBackends({ ollama: null, claude: null, comfyui }, silent)
  const pngs = new PngReencoder()
  const waits = new LaneWaits({ attempts: store.attempts, logger: silent })
  const app = Fastify({ forceCloseConnections: true, genReqId: requestIdOf }).withTypeProvider<ZodTypeProvider>()
  await app.register(requestId)
  await app.register(problems)
  await app.register(validation)
  await app.register((scope, _options, done) => {
    const speaking = new SpeakingAttempts({ ...store, logger: silent })
    scope.addHook('onRequest', (request) => speaking.admit(request))
    const { attempts, calls, artifacts, runs, blobs, onChange } = store
    const parts = { attempts, calls, artifacts, runs, blobs, onChange, pngs, waits, backends, workflow }
    const deps = { ...parts, logger: silent, prices: localPrices, timings: { ...quick, ...timings } }
    renderRoutes(scope.withTypeProvider<ZodTypeProvider>() as Parameters<typeof renderRoutes>[0], deps, speaking)
    done()
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    async close() {
      await app.close()
      waits.close()
      pngs.close()
      await backends.close()
    },
  }
}
