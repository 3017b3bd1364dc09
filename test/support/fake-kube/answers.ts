import type { ServerResponse } from 'node:http'

/** The body of every error, and of an ERROR event in a watch. */
export interface StatusBody {
  readonly kind: 'Status'
  readonly apiVersion: 'v1'
  readonly metadata: object
  readonly status: 'Failure' | 'Success'
  readonly message?: string
  readonly reason?: string
  readonly details?: object
  readonly code: number
}

const reasons: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'AlreadyExists',
  410: 'Expired',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
}

export function failure(code: number, message: string, details?: object): StatusBody {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: reasons[code] ?? 'Unknown',
    ...(details === undefined ? {} : { details }),
    code,
  }
}

export const notFound = (collection: string, name: string, group: string): StatusBody =>
  failure(404, `${group === '' ? collection : `${collection}.${group}`} "${name}" not found`, {
    name,
    ...(group === '' ? {} : { group }),
    kind: collection,
  })

export const success = (details: object): StatusBody => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  details,
  code: 200,
})

/** Ends the response; `code` of a status body is the HTTP status. */
export function send(response: ServerResponse, code: number, body: object, headers: Record<string, string> = {}): void {
  const bytes = Buffer.from(`${JSON.stringify(body)}\n`)
  response.writeHead(code, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers })
  response.end(bytes)
}

export const sendStatus = (response: ServerResponse, body: StatusBody, headers?: Record<string, string>) =>
  send(response, body.code, body, headers)
