import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'

// What an Ollama looks like from outside, as fast as it can be: as many chunks as `num_predict` asks for, each with a
// write of its own as a server does that shows every token at once, then the last.

const model = 'bench:latest'
const chunk = `${JSON.stringify({ model, created_at: '2026-11-21T00:00:00Z', message: { role: 'assistant', content: ' gills' }, done: false })}\n`

const server = createServer((request, response) => void answer(request, response))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) console.log(`http://127.0.0.1:${address.port}`)
})

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    response.end(JSON.stringify({ version: '0.23.0', models: [{ name: model, model }] }))
    return
  }
  const { options } = JSON.parse(await text(request)) as { options?: { num_predict?: number } }
  const chunks = options?.num_predict ?? 1
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  for (let sent = 0; sent < chunks; sent++) {
    if (!response.write(chunk)) await once(response, 'drain')
  }
  const counts = { prompt_eval_count: 10, eval_count: chunks, done_reason: 'stop' }
  response.end(`${JSON.stringify({ model, message: { role: 'assistant', content: '' }, done: true, ...counts })}\n`)
}
