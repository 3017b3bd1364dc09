import { get, list, type Place } from '../cluster.ts'
import type { Installation } from '../installation.ts'
import type { Surroundings } from './targets.ts'

/** Finds the addresses of what there is around the agents of an installation. */
export async function findSurroundings(
  installation: Installation,
  openPod: Place,
  nodePort: number,
): Promise<Surroundings> {
  const { namespace } = installation
  const [apiPod] = await installation.apiPods()
  const open = await get('pods', openPod.namespace, openPod.pod)
  const kubelet = await findKubelet()
  return {
    ...kubelet,
    nodePort,
    apiServerService: `${await clusterIp('default', 'kubernetes')}:443`,
    apiServer: await endpointOf('default', 'kubernetes'),
    publicService: await clusterIp(namespace, 'axoloom'),
    gatewayService: await clusterIp(namespace, 'axoloom-gateway'),
    apiPod: apiPod?.status?.podIP ?? '',
    openPod: open?.status?.podIP ?? '',
    dnsService: await clusterIp('kube-system', 'kube-dns'),
    dnsServer: (await endpointOf('kube-system', 'kube-dns')).split(':')[0] ?? '',
  }
}

/** Address of the node, and the port of its kubelet. */
export async function findKubelet(): Promise<{ node: string; kubeletPort: number }> {
  const [node] = await list('nodes', null)
  return {
    node: node?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '',
    kubeletPort: node?.status?.daemonEndpoints?.kubeletEndpoint?.Port ?? 10250,
  }
}

async function clusterIp(namespace: string, service: string): Promise<string> {
  return (await get('services', namespace, service))?.spec?.clusterIP ?? ''
}

async function endpointOf(namespace: string, service: string): Promise<string> {
  const [slice] = await list('endpointslices', namespace, `kubernetes.io/service-name=${service}`)
  return `${slice?.endpoints?.[0]?.addresses[0]}:${slice?.ports?.[0]?.port}`
}
