import type { DocumentedOperation } from './api-document.ts'
import type { PlainRequest } from './ask.ts'

/** The request that the document gives as its example, without what may be left out. */
export function exampleRequest({ method, parameters, requestBody }: DocumentedOperation, path: string): PlainRequest {
  const query = parameters.filter(({ required, in: place }) => required && place === 'query')
  const search = new URLSearchParams(query.map(({ name, example }) => [name, String(example)])).toString()
  const target = search === '' ? path : `${path}?${search}`
  const [media] = Object.entries(requestBody?.content ?? {})
  if (media === undefined) return { method, path: target, headers: {} }
  const [type, { example }] = media
  const body = Buffer.from(typeof example === 'string' ? example : JSON.stringify(example))
  return { method, path: target, headers: { 'content-type': type, 'content-length': String(body.length) }, body }
}
