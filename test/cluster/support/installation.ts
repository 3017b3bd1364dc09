import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WirePod } from '../../../api/runner/kubernetes/wire.ts'
import { findTool, run, runWell } from '../../chart/tools.ts'
import { ApiClient } from './api-client.ts'
import { kubectl, list, tryKubectl } from './cluster.ts'
import { eventually } from './eventually.ts'
import { createNamespace, removeNamespace } from './namespaces.ts'
import { images } from './needs.ts'

const CHART = 'deploy/charts/axoloom'
const RELEASE = 'axoloom'
/** The user that both images run as. */
const IMAGE_USER = 10001

/** Values of the chart, as its values.yaml has them. */
export type Values = { readonly [name: string]: unknown }

export interface InstallOptions {
  /** A short word that names the test in its namespaces. */
  readonly name: string
  readonly values?: Values
  /** Of the scripted designer: 0 waits for nothing. Default: 0.1. */
  readonly pace?: number
  /** Keep the data in a folder of this machine, which is the node, so that a second API pod finds it. Default: lost with the pod. */
  readonly isDataKept?: boolean
  /** Wait until the API serves. Default: true. */
  readonly isReadyAwaited?: boolean
}

/** One release of the chart in namespaces of its own. */
export interface Installation {
  readonly namespace: string
  readonly agentsNamespace: string
  /** Service account of the API. */
  readonly serviceAccount: string
  /** Folder of the data, where it is kept. */
  readonly dataDir: string | null
  readonly key: string
  /** The API as a user's program reaches it. */
  readonly api: ApiClient
  /** Pods of the API, the newest last; those that are ending too. */
  apiPods(): Promise<readonly WirePod[]>
  /** Pods of agents, or only those of one run. */
  agentPods(runId?: string): Promise<readonly WirePod[]>
  /** What the API's pod wrote to its outputs. */
  apiLog(): Promise<string>
  /** Changes values; what was set before stays. */
  upgrade(values: Values): Promise<void>
  untilReady(timeoutMs?: number): Promise<void>
  /** Removes everything, and waits until it is gone. */
  close(): Promise<void>
}

/** Installs the chart with the loaded images. */
export async function install(options: InstallOptions): Promise<Installation> {
  const namespace = await createNamespace(options.name)
  const folder = await mkdtemp(join(tmpdir(), 'axoloom-cluster-'))
  const release = new Release(namespace, folder, options)
  try {
    if (release.dataDir !== null) await makeDataDir(release.dataDir)
    await release.installOrUpgrade()
    release.connect()
    if (options.isReadyAwaited !== false) await release.untilReady()
    return release
  } catch (error) {
    await release.close().catch(() => {})
    throw error
  }
}

class Release implements Installation {
  readonly namespace: string
  readonly agentsNamespace: string
  readonly serviceAccount = `${RELEASE}-api`
  readonly dataDir: string | null
  readonly key = 'a-key-for-tests-only'
  readonly #folder: string
  readonly #values: Values[]
  #api: ApiClient | null = null

  constructor(namespace: string, folder: string, options: InstallOptions) {
    this.namespace = namespace
    this.agentsNamespace = `${namespace}-agents`
    this.dataDir = options.isDataKept === true ? join(folder, 'data') : null
    this.#folder = folder
    this.#values = [this.#ownValues(options.pace ?? 0.1), options.values ?? {}]
  }

  get api(): ApiClient {
    if (this.#api === null) throw new Error('The API has no address yet.')
    return this.#api
  }

  async installOrUpgrade(): Promise<void> {
    const files: string[] = []
    for (const [i, values] of this.#values.entries()) {
      const file = join(this.#folder, `values-${i}.json`)
      await writeFile(file, JSON.stringify(values))
      files.push('--values', file)
    }
    await runWell(findTool('helm'), ['upgrade', '--install', RELEASE, CHART, '--namespace', this.namespace, ...files])
  }

  /**
   * To the API's pod of the moment. Not to the Service: until the node knows its address, that leads out of the machine,
   * where anybody may answer.
   */
  connect(): void {
    const address = async () => {
      const pods = await this.apiPods()
      const alive = pods.filter(({ metadata, status }) => metadata?.deletionTimestamp === undefined && status?.podIP)
      const ip = alive.at(-1)?.status?.podIP
      if (ip === undefined) throw new Error('The API has no pod at the moment.')
      return ip
    }
    this.#api = new ApiClient({ url: `http://${RELEASE}.${this.namespace}.svc:8000`, address, key: this.key })
  }

  async untilReady(timeoutMs = 120_000): Promise<void> {
    try {
      await eventually('the API is ready', () => this.api.isReady(), { timeoutMs })
    } catch (error) {
      const { stdout: pods } = await tryKubectl(['describe', 'pods', '-n', this.namespace])
      const said = await this.apiLog().catch(() => '')
      throw new Error(`The API did not become ready.\n${said.slice(-3000)}\n${pods.slice(-3000)}`, { cause: error })
    }
  }

  async upgrade(values: Values): Promise<void> {
    this.#values.push(values)
    await this.installOrUpgrade()
  }

  async apiPods(): Promise<readonly WirePod[]> {
    return byAge(await list('pods', this.namespace, 'app.kubernetes.io/component=api'))
  }

  async agentPods(runId?: string): Promise<readonly WirePod[]> {
    const ofRun = runId === undefined ? '' : `,axoloom.dev/run=${runId}`
    return byAge(await list('pods', this.agentsNamespace, `app.kubernetes.io/name=axoloom-agent${ofRun}`))
  }

  apiLog(): Promise<string> {
    return kubectl(['logs', '-n', this.namespace, `deployment/${RELEASE}-api`, '--tail=-1'])
  }

  async close(): Promise<void> {
    await this.#api?.close()
    const { code, stderr } = await run(findTool('helm'), ['uninstall', RELEASE, '--namespace', this.namespace])
    await Promise.all([removeNamespace(this.agentsNamespace), removeNamespace(this.namespace)])
    await rm(this.#folder, { recursive: true, force: true })
    if (code !== 0 && !/not found/.test(stderr)) throw new Error(`helm uninstall: ${stderr}`)
  }

  #ownValues(pace: number): Values {
    return {
      api: {
        image: images.api,
        imagePullPolicy: 'Never',
        // As little as possible is reserved: many tests share a small node.
        resources: { requests: { cpu: '10m', memory: '64Mi', 'ephemeral-storage': '16Mi' } },
        terminationGracePeriodSeconds: 10,
      },
      agents: { image: images.agent, namespace: this.agentsNamespace },
      auth: { keys: [this.key] },
      persistence: this.dataDir === null ? { emptyDir: true } : { hostPath: this.dataDir },
      settings: { scriptedPace: String(pace), logLevel: 'debug' },
    }
  }
}

async function makeDataDir(path: string): Promise<void> {
  await mkdir(path)
  await chown(path, IMAGE_USER, IMAGE_USER)
}

function byAge(pods: readonly WirePod[]): readonly WirePod[] {
  const born = ({ metadata }: WirePod) => metadata?.creationTimestamp ?? ''
  return pods.toSorted((a, b) => born(a).localeCompare(born(b)))
}
