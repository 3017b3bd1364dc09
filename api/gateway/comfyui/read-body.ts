import { ServerTrouble } from './comfy-error.ts'

/** All bytes of an answer. Throws ServerTrouble when there are more than that. */
export async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  if (response.body === null) return new Uint8Array()
  for await (const chunk of response.body) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new ServerTrouble(`The server's answer is longer than ${maxBytes} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
