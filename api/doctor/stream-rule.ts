import { failed, fixBy, type Outcome, ok, skipped, warning } from '../runner/runner-check.ts'
import { START } from '../start-command.ts'
import type { Rule } from './rule.ts'
import type { StreamTrial, TrialResult } from './stream-trial.ts'

export interface StreamOptions {
  /** Null while no server runs that could send one. */
  readonly trial: Pick<StreamTrial, 'run'> | null
  /** Where people reach this server; null: the settings do not say. No slash at its end. */
  readonly publicUrl: string | null
  /** Where it listens. */
  readonly ownUrl: string | null
  readonly isInCluster: boolean
}

/** Less than a rule's own limit, so that its words are heard. */
const TRIAL_MS = 4000

/** Whether events come at once by the way that people come. */
export function streamRule({ trial, publicUrl, ownUrl, isInCluster }: StreamOptions): Rule {
  return {
    id: 'stream',
    area: 'network',
    about: 'The way of events to people',
    async look(signal) {
      const url = publicUrl ?? ownUrl
      if (trial === null || url === null) return skipped('No stream was tried.', 'No server runs that could send one.')
      const result = await trial.run(url, AbortSignal.any([signal, AbortSignal.timeout(TRIAL_MS)]))
      if (result.is === 'at-once' && publicUrl === null) {
        return ok(`Events come at once from ${url}. With PUBLIC_URL the way through a proxy is tried as well.`)
      }
      return judge(result, url, isInCluster)
    },
  }
}

function judge(result: TrialResult, url: string, isInCluster: boolean): Outcome {
  switch (result.is) {
    case 'at-once':
      return ok(`Events come at once by way of ${url}.`)
    case 'held-back':
      return heldBack(result, url, isInCluster)
    case 'refused':
      return refused(result.status, url)
    case 'unreachable':
      return warning(
        `${url} cannot be reached from here.`,
        `${result.words} It may still work from elsewhere.`,
        fixBy('See what answers there, or correct PUBLIC_URL.', `curl -sSI ${url}/healthz`),
      )
  }
}

function heldBack({ server, encoding }: Extract<TrialResult, { is: 'held-back' }>, url: string, isInCluster: boolean) {
  const who = server === null ? 'A proxy in between' : `A proxy in between (${server})`
  const how = encoding === null ? 'collects them' : `collects them, to compress them with ${encoding}`
  return failed(
    `Events do not come at once by way of ${url}: lanes on the page stand still and then jump.`,
    `${who} ${how}: the first event came only with the last.`,
    isInCluster
      ? fixBy(
          'Turn buffering off in the ingress; with another controller than nginx, by its own setting.',
          'kubectl annotate ingress axoloom nginx.ingress.kubernetes.io/proxy-buffering=off --overwrite',
        )
      : fixBy(
          'Turn buffering and compression off there for text/event-stream: in nginx `proxy_buffering off; gzip off;`.',
        ),
  )
}

function refused(status: number, url: string): Outcome {
  const what = `${url} does not lead to this server.`
  const host = new URL(url).hostname
  switch (status) {
    case 403:
      return failed(
        what,
        `It answers 403: "${host}" is not among ALLOWED_HOSTS, or a proxy refuses us.`,
        fixBy('Add the name.', `ALLOWED_HOSTS=localhost,127.0.0.1,${host} ${START}`),
      )
    case 502:
    case 503:
    case 504:
      return failed(
        what,
        `A proxy in between answers ${status}: it does not reach Axoloom.`,
        fixBy('Correct where the proxy sends calls.'),
      )
    default:
      return warning(
        what,
        `It answers ${status}.`,
        fixBy('Correct PUBLIC_URL, or what stands in between.', `curl -sSI ${url}/healthz`),
      )
  }
}
