import { isDeepStrictEqual } from 'node:util'
import type { KubeConfig } from '@kubernetes/client-node'
import { type Credentials, readCredentials } from './kube-credentials.ts'

/** The way to an API server. Tokens and certificates change while we live, so they are asked for before every request. */
export interface KubeAccess {
  /** Base URL of the API server. */
  readonly server: string
  /** Rejects with one sentence when there are none. */
  credentials(): Promise<Credentials>
  /** Newer ones than `refused`, which the server answered 401 to; the same when they were read just now. */
  renew(refused: Credentials): Promise<Credentials>
}

export interface KubeAccessOptions {
  /** Path of a kubeconfig. Default: KUBECONFIG, then ~/.kube/config, then the service account of the pod we run in. */
  readonly kubeconfig?: string
  /** Name of a context in it. Default: its current one. */
  readonly context?: string
}

/** No way to an API server follows from what is configured; the message is one sentence. */
export class KubeAccessError extends Error {
  override readonly name = 'KubeAccessError'
}

/** How long credentials are used without looking again. The library itself reads a token file at most once in 60 s. */
const KEEP_MS = 10_000
/** A server that refuses us refuses every call, and an exec plugin may take seconds. */
const RENEW_PAUSE_MS = 5_000

/** Finds the API server, and who we are to it. Throws `KubeAccessError`. */
export async function loadKubeAccess(options: KubeAccessOptions = {}): Promise<KubeAccess> {
  return new ConfiguredAccess(options, await readConfig(options))
}

class ConfiguredAccess implements KubeAccess {
  readonly server: string
  readonly #options: KubeAccessOptions
  #config: KubeConfig
  #current: Promise<Credentials> | null = null
  #readAtMs = Number.NEGATIVE_INFINITY
  #renewing: Promise<Credentials> | null = null
  #renewedAtMs = Number.NEGATIVE_INFINITY

  constructor(options: KubeAccessOptions, config: KubeConfig) {
    this.server = clusterOf(config).server
    this.#options = options
    this.#config = config
  }

  credentials(): Promise<Credentials> {
    if (this.#current !== null && performance.now() - this.#readAtMs < KEEP_MS) return this.#current
    return this.#read()
  }

  async renew(refused: Credentials): Promise<Credentials> {
    if (this.#renewing !== null) return this.#renewing
    const known = await this.credentials()
    if (!isDeepStrictEqual(known, refused)) return known
    if (performance.now() - this.#renewedAtMs < RENEW_PAUSE_MS) return this.#renewing ?? known
    this.#renewing = this.#reload().finally(() => {
      this.#renewing = null
    })
    return this.#renewing
  }

  /** From the files on: nothing that the library keeps in memory can be the refused token again. */
  async #reload(): Promise<Credentials> {
    this.#renewedAtMs = performance.now()
    this.#config = await readConfig(this.#options)
    return this.#read()
  }

  #read(): Promise<Credentials> {
    const reading = readCredentials(this.#config).catch((error: unknown) => {
      throw new KubeAccessError(`context "${this.#config.getCurrentContext()}" gives none: ${textOf(error)}`, {
        cause: error,
      })
    })
    this.#current = reading
    // Whoever asks while an exec plugin still works waits for the same answer.
    this.#readAtMs = Number.POSITIVE_INFINITY
    const settle = (isGood: boolean) => {
      if (this.#current !== reading) return
      this.#readAtMs = performance.now()
      if (!isGood) this.#current = null
    }
    reading.then(
      () => settle(true),
      () => settle(false),
    )
    return reading
  }
}

async function readConfig({ kubeconfig, context }: KubeAccessOptions): Promise<KubeConfig> {
  // Costs 370 ms and 75 MB, so nobody who runs agents locally pays for it.
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  try {
    if (kubeconfig === undefined) config.loadFromDefault()
    else config.loadFromFile(kubeconfig)
  } catch (error) {
    const name = kubeconfig ?? 'that KUBECONFIG or ~/.kube holds'
    throw new KubeAccessError(`The kubeconfig ${name} cannot be read: ${textOf(error)}`, { cause: error })
  }
  // What the library makes up when it found nothing at all.
  if (config.getCurrentContext() === 'loaded-context') {
    throw new KubeAccessError(
      'No kubeconfig was found: set KUBECONFIG, or run the API in a pod with a service account.',
    )
  }
  if (context !== undefined) config.setCurrentContext(context)
  const cluster = clusterOf(config)
  config.clusters = [...config.clusters.filter((other) => other !== cluster), allowingHttp(cluster)]
  introduceExec(config)
  return config
}

type Cluster = KubeConfig['clusters'][number]

/** The cluster of the context that is in use. */
function clusterOf(config: KubeConfig): Cluster {
  const name = config.getCurrentContext()
  const context = name ? config.getContextObject(name) : null
  if (context === null) {
    const known = config.getContexts().map((other) => `"${other.name}"`)
    const wish = name ? `has no context "${name}"` : 'names no current context'
    throw new KubeAccessError(`The kubeconfig ${wish}; it holds ${known.join(', ') || 'none'}.`)
  }
  const cluster = config.getCluster(context.cluster)
  if (cluster === null || !URL.canParse(cluster.server)) {
    const fault = cluster === null ? `the cluster "${context.cluster}" that it lacks` : `the server "${cluster.server}"`
    throw new KubeAccessError(`The kubeconfig's context "${name}" points at ${fault}.`)
  }
  if (cluster.proxyUrl) {
    throw new KubeAccessError(`The kubeconfig's cluster "${cluster.name}" has a proxy-url, which is not supported.`)
  }
  return cluster
}

// The library refuses `http://` without this; there is nothing to verify.
function allowingHttp(cluster: Cluster): Cluster {
  return cluster.server.startsWith('http:') ? { ...cluster, skipTLSVerify: true } : cluster
}

const EXEC_INFO = 'KUBERNETES_EXEC_INFO'

/** Plugins of cloud providers demand to be told what kubectl tells them; the library does not. */
function introduceExec(config: KubeConfig): void {
  const exec = config.getCurrentUser()?.exec
  if (!exec || exec.env?.some(({ name }: { name: string }) => name === EXEC_INFO)) return
  const info = { apiVersion: exec.apiVersion, kind: 'ExecCredential', spec: { interactive: false } }
  exec.env = [...(exec.env ?? []), { name: EXEC_INFO, value: JSON.stringify(info) }]
}

function textOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split('\n')[0] ?? ''
}
