import { fileURLToPath } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { json, startScriptedServer } from '../../support/scripted-server.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
/** Most that the client may weigh, in bytes as sent. */
const MOST_BYTES = 6_000

async function bundle(format: 'esm' | 'iife') {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['contract/client/client.ts'],
    bundle: true,
    minify: true,
    platform: 'neutral',
    metafile: true,
    write: false,
    ...(format === 'iife' ? { format, globalName: 'axoloom' } : { format }),
  })
  return { text: outputFiles[0]!.text, inputs: Object.keys(metafile.inputs) }
}

it('the client takes only types from the contract, and is small', async () => {
  const { text, inputs } = await bundle('esm')
  const bytes = gzipSync(text).length
  console.info(`axoloom/client: ${text.length} bytes, ${bytes} compressed, of ${inputs.length} files`)
  expect(inputs.filter((path) => !path.startsWith('contract/client/'))).toEqual([])
  expect(text).not.toMatch(/zod/i)
  expect(bytes).toBeLessThan(MOST_BYTES)
})

it('the client needs nothing that only Node has', async () => {
  const { text } = await bundle('iife')
  const server = await startScriptedServer([
    json({ id: 'r1' }, 202),
    (response) =>
      response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .end('id: 1\ndata: {"seq":1,"type":"run-start","data":{}}\n\n'),
    (response) => response.writeHead(204).end(),
  ])
  const { fetch, AbortController, AbortSignal, URLSearchParams, ReadableStream, TextDecoder, crypto } = globalThis
  const web = { fetch, AbortController, AbortSignal, URLSearchParams, ReadableStream, TextDecoder, crypto }
  const context = createContext({ ...web, setTimeout, clearTimeout, performance, url: server.url })
  try {
    const program = `(async () => {
      const client = axoloom.createClient({ url })
      const run = await client.runs.create({ brief: 'a baker' })
      const types = []
      for await (const event of client.runs.events(run.id, { until: 'end' })) types.push(event.type)
      return types.join()
    })()`
    expect(await runInContext(`${text};${program}`, context)).toBe('run-start')
  } finally {
    server.close()
  }
})
