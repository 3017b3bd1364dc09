import type { Answer } from './answer.ts'
import { text } from './answer.ts'
import type { SeenRequest } from './http-request.ts'
import {
  getFeatures,
  getModels,
  getModelsOf,
  getObjectInfo,
  getObjectInfoOf,
  getSystemStats,
  postFree,
} from './serve-facts.ts'
import { getJob, getJobs, postCancel, postCancelAll } from './serve-jobs.ts'
import { getHistory, getHistoryOf, getPrompt, getQueue, postHistory, postInterrupt, postQueue } from './serve-queue.ts'
import { getView, postUpload } from './serve-view.ts'
import type { ServerProcess } from './server-process.ts'

/** Answers a request; `name` is the part of the path in braces. */
export type Handler = (process: ServerProcess, request: SeenRequest, name: string) => Answer | Promise<Answer>

/** `POST /prompt` and the socket are served apart: they need the script. */
const handlers = {
  'GET /': () => text(200, '<!doctype html><title>ComfyUI</title>', 'text/html'),
  'GET /prompt': getPrompt,
  'GET /queue': getQueue,
  'POST /queue': postQueue,
  'POST /interrupt': postInterrupt,
  'GET /history': getHistory,
  'GET /history/{id}': getHistoryOf,
  'POST /history': postHistory,
  'GET /view': getView,
  'POST /upload/image': postUpload,
  'POST /upload/mask': postUpload,
  'GET /object_info': getObjectInfo,
  'GET /object_info/{class}': getObjectInfoOf,
  'GET /models': getModels,
  'GET /models/{folder}': getModelsOf,
  'GET /system_stats': getSystemStats,
  'GET /features': getFeatures,
  'POST /free': postFree,
  'GET /jobs': getJobs,
  'POST /jobs/cancel': postCancelAll,
  'GET /jobs/{id}': getJob,
  'POST /jobs/{id}/cancel': postCancel,
} satisfies Record<string, Handler>

export type HandledRoute = keyof typeof handlers
export type RouteName = HandledRoute | 'POST /prompt' | 'GET /ws'

const routes: readonly RouteName[] = ['POST /prompt', 'GET /ws', ...(Object.keys(handlers) as HandledRoute[])]

export interface Found {
  readonly route: RouteName
  readonly name: string
}

/** The route of a request; null: there is none, 'method': only with another method. */
export function findRoute(method: string, path: string): Found | 'method' | null {
  const hits = routes.flatMap((route) => {
    const [, name] = patternOf(route).exec(path) ?? []
    return patternOf(route).test(path) ? [{ route, name: name === undefined ? '' : decodeURIComponent(name) }] : []
  })
  return hits.find(({ route }) => route.startsWith(`${method} `)) ?? (hits.length > 0 ? 'method' : null)
}

const patternOf = (route: string) =>
  new RegExp(`^${route.slice(route.indexOf(' ') + 1).replace(/\{\w+\}/, '([^/]+)')}$`)

/** Null for the two that are served apart. */
export const handlerOf = (route: RouteName): Handler | null =>
  route === 'POST /prompt' || route === 'GET /ws' ? null : handlers[route]

/** Jobs are only below `/api`, and only on the server of today. */
export const isThere = ({ route }: Found, { isApi }: SeenRequest, { parts }: ServerProcess): boolean =>
  !route.includes('/jobs') || (isApi && parts.generation === '0.38')
