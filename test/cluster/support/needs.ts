import { clusterNeeds, describeWith } from '../../chart/tools.ts'
import { list } from './cluster.ts'
import { eventually } from './eventually.ts'

/** Names of the two images as the node knows them: `AXOLOOM_TEST_IMAGES` is `<api>,<agent>`. */
export const images = readImages()

const needs = await findNeeds()

/**
 * `describe` where there is a cluster with both images, helm and kubectl, and nothing of `missing`; see `describeWith`
 * for where there is not.
 */
export function describeOnCluster(name: string, body: () => void, missing: readonly string[] = []): void {
  describeWith([...needs, ...missing], name, body)
}

function readImages() {
  const [api = 'axoloom:dev', agent = 'axoloom-agent:dev'] = (process.env.AXOLOOM_TEST_IMAGES ?? '')
    .split(',')
    .filter((name) => name !== '')
  return { api, agent }
}

async function findNeeds(): Promise<readonly string[]> {
  if (clusterNeeds.length > 0) return clusterNeeds
  const wanted = [images.api, images.agent]
  try {
    // A kubelet lists its images every 30 s, and tells of them every 10.
    await eventually('the images', async () => (await missingOf(wanted)).length === 0, { timeoutMs: 60_000 })
    return []
  } catch {
    return whyNot(wanted)
  }
}

async function whyNot(wanted: readonly string[]): Promise<readonly string[]> {
  try {
    return (await missingOf(wanted)).map((name) => `the image ${name} on the node (or others in AXOLOOM_TEST_IMAGES)`)
  } catch (error) {
    return [`a cluster that answers at KUBECONFIG (${error instanceof Error ? error.message.trim() : String(error)})`]
  }
}

async function missingOf(wanted: readonly string[]): Promise<readonly string[]> {
  const nodes = await list('nodes', null)
  const loaded = new Set(nodes.flatMap(({ status }) => status?.images ?? []).flatMap(({ names }) => names ?? []))
  return wanted.filter((name) => !loaded.has(name) && !loaded.has(fullName(name)))
}

/** `axoloom:dev` means `docker.io/library/axoloom:dev` everywhere in Kubernetes. */
function fullName(name: string): string {
  const [first = '', ...rest] = name.split('/')
  if (rest.length === 0) return `docker.io/library/${name}`
  return /[.:]|^localhost$/.test(first) ? name : `docker.io/${name}`
}
