import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type JobTemplate, loadJobTemplate } from '../../../api/runner/kubernetes/job-template.ts'
import { root } from '../../chart/tools.ts'
import { type ServerProcess, startServerProcess } from '../../support/server-process.ts'
import { type AgentsNamespaceOptions, makeAgentsNamespace } from './agents-namespace.ts'
import { ApiClient } from './api-client.ts'
import { list, remove } from './cluster.ts'
import type { EventFollower } from './event-follower.ts'
import { fixturesImage } from './fixtures-image.ts'

const TEMPLATE = join(root, 'k8s', 'jobs', 'agent.yaml')
const KEY = 'a-key-for-tests-only'

export interface StageOptions extends AgentsNamespaceOptions {
  /** A short word that names the test in its namespace. */
  readonly name: string
  /** Settings of the API. */
  readonly env?: Readonly<Record<string, string>>
  /** Changes the product's own template. */
  readonly change?: (template: JobTemplate) => void
}

/** A run and its events. */
export interface Performance {
  readonly id: string
  readonly events: EventFollower
}

/**
 * The API as a process of this machine, which is the node, with the players of test/cluster/fixtures for agents in a
 * namespace of their own.
 */
export class Stage {
  readonly namespace: string
  readonly #options: StageOptions
  readonly #folder: string
  #server: ServerProcess | null = null
  #api: ApiClient | null = null
  #port = '0'

  private constructor(namespace: string, folder: string, options: StageOptions) {
    this.namespace = namespace
    this.#folder = folder
    this.#options = options
  }

  static async open(options: StageOptions): Promise<Stage> {
    const namespace = await makeAgentsNamespace(options.name, options)
    const stage = new Stage(namespace, await mkdtemp(join(tmpdir(), 'axoloom-players-')), options)
    try {
      await stage.start()
      return stage
    } catch (error) {
      await stage.close()
      throw error
    }
  }

  get api(): ApiClient {
    if (this.#api === null) throw new Error('The API was never started.')
    return this.#api
  }

  /** Starts the API, with what it stored before, at the address it had before. */
  async start(): Promise<void> {
    const jobTemplate = join(this.#folder, 'job.yaml')
    await writeFile(jobTemplate, JSON.stringify(await changed(this.#options.change)))
    this.#server = await startServerProcess({
      dataDir: join(this.#folder, 'data'),
      env: {
        RUNNER: 'kubernetes',
        KUBECONFIG: process.env.KUBECONFIG ?? '',
        AGENT_NAMESPACE: this.namespace,
        AGENT_IMAGE: fixturesImage,
        GATEWAY_HOST: await nodeAddress(),
        JOB_TEMPLATE: jobTemplate,
        API_KEYS: KEY,
        PORT: this.#port,
        ...this.#options.env,
      },
    })
    const { url } = this.#server
    this.#port = new URL(url).port
    this.#api ??= new ApiClient({ url, address: '127.0.0.1', key: KEY })
  }

  /** Ends the API at once, as if its machine were gone. */
  async crash(): Promise<void> {
    await this.#server?.end('SIGKILL')
  }

  /** Starts a run with a lane for each direction, which is what its agent plays. */
  async play(...directions: readonly string[]): Promise<Performance> {
    const { id } = await this.api.postRun({ directions: [...directions], variations: directions.length })
    return { id, events: this.api.follow(id) }
  }

  /** Jobs of a run; those of one lane only, if it is given. */
  jobs(run: Performance, lane?: number) {
    return list('jobs', this.namespace, selectorOf(run, lane))
  }

  pods(run: Performance, lane?: number) {
    return list('pods', this.namespace, selectorOf(run, lane))
  }

  /** What the API wrote to its standard error since its last start. */
  said(): string {
    return this.#server?.stderr() ?? ''
  }

  /** Ends everything; the namespace goes on its own, with all that is in it. Throws when the API did not live until now. */
  async close(): Promise<void> {
    await this.#api?.close()
    const code = (await this.#server?.end('SIGKILL')) ?? null
    await remove('namespace', null, this.namespace, { isAwaited: false })
    await rm(this.#folder, { recursive: true, force: true })
    if (code !== null) throw new Error(`The API ended by itself with ${code}:\n${this.said().slice(-3000)}`)
  }
}

/** Opens a stage, and closes it whatever happens on it. */
export async function withStage(options: StageOptions, use: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await Stage.open(options)
  try {
    await use(stage)
  } finally {
    await stage.close()
  }
}

async function changed(change: StageOptions['change']): Promise<JobTemplate> {
  const template = await loadJobTemplate(TEMPLATE)
  change?.(template)
  return template
}

/** Where pods find a listener of this machine. */
async function nodeAddress(): Promise<string> {
  const [node] = await list('nodes', null)
  const address = node?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address
  if (address === undefined) throw new Error('The node has no address.')
  return address
}

function selectorOf({ id }: Performance, lane: number | undefined): string {
  return `axoloom.dev/run=${id}${lane === undefined ? '' : `,axoloom.dev/variation=${lane}`}`
}
