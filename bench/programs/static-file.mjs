// The peer of a replay: the same bytes from a file, by node:http alone.
import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'

const [path] = process.argv.slice(2)
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  createReadStream(path).pipe(response)
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`))
