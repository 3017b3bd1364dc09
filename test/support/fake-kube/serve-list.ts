import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { failure, send, sendStatus } from './answers.ts'
import type { KubeRequest } from './kube-request.ts'
import type { ObjectStore } from './object-store.ts'
import { type Collection, type KubeObject, kinds } from './objects.ts'
import { fieldSelector, labelSelector, type Selector } from './selectors.ts'

/** A list that was answered in part; its rest keeps the version of its first part. */
interface RestOfList {
  readonly items: readonly KubeObject[]
  readonly version: number
}

export interface ListServer {
  serve(request: KubeRequest, collection: Collection, response: ServerResponse): void
  /** Lists that were begun cannot be continued: 410. */
  forgetRests(): void
}

export function createListServer(store: ObjectStore): ListServer {
  const rests = new Map<string, RestOfList>()

  function serve(request: KubeRequest, collection: Collection, response: ServerResponse): void {
    const token = request.query.get('continue')
    const selector = readSelector(request.query)
    if (selector === null) return void sendStatus(response, failure(400, 'unable to parse requirement'))
    const rest = token === null ? firstOf(request, collection, selector) : rests.get(token)
    if (rest === undefined) {
      const message = 'The provided continue parameter is too old to display a consistent list result.'
      return void sendStatus(response, failure(410, message))
    }
    const limit = Number(request.query.get('limit') ?? 0)
    const items = limit > 0 ? rest.items.slice(0, limit) : rest.items
    const left = rest.items.slice(items.length)
    const metadata = { resourceVersion: String(rest.version), ...(left.length > 0 ? keep(left, rest.version) : {}) }
    const { apiVersion, kind } = kinds[collection]
    // items of a list of built-in kinds do not tell their kind
    send(response, 200, { kind: `${kind}List`, apiVersion, metadata, items: items.map(withoutKind) })
  }

  const firstOf = (request: KubeRequest, collection: Collection, selector: Selector): RestOfList => ({
    items: store.all(collection, request.namespace).filter(selector),
    version: store.version(),
  })

  function keep(items: readonly KubeObject[], version: number): object {
    const token = randomBytes(12).toString('base64url')
    rests.set(token, { items, version })
    if (rests.size > 100) rests.delete(rests.keys().next().value ?? '')
    return { continue: token, remainingItemCount: items.length }
  }

  return { serve, forgetRests: () => rests.clear() }
}

/** Both selectors of a list or watch; null when one cannot be read. */
export function readSelector(query: URLSearchParams): Selector | null {
  const byLabel = labelSelector(query.get('labelSelector') ?? '')
  const byField = fieldSelector(query.get('fieldSelector') ?? '')
  if (byLabel === null || byField === null) return null
  return (object) => byLabel(object) && byField(object)
}

function withoutKind({ apiVersion: _, kind: __, ...item }: KubeObject): object {
  return item
}
