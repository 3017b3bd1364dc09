import { INTERNET, METADATA } from '../outside-hosts.ts'
import { OPEN_PORT } from '../plain-pods.ts'
import type { Target } from './facts.ts'

/** Addresses of what there is around an agent. */
export interface Surroundings {
  /** Service of the API server, `host:port`. */
  readonly apiServerService: string
  /** The API server itself. */
  readonly apiServer: string
  readonly node: string
  readonly kubeletPort: number
  /** Something that listens on the node. */
  readonly nodePort: number
  readonly apiPod: string
  readonly publicService: string
  readonly gatewayService: string
  /** A pod that listens in another namespace. */
  readonly openPod: string
  /** Service of the cluster's DNS, and the server behind it. */
  readonly dnsService: string
  readonly dnsServer: string
}

/** What an agent must not reach; every one of them answers somebody who is not held back. */
export function forbiddenTargets(around: Surroundings): Target[] {
  const tcp = (name: string, host: string, port: number): Target => ({ name, kind: 'tcp', host, port })
  const udp = (name: string, host: string, port: number): Target => ({ name, kind: 'udp', host, port })
  return [
    { ...hostPort(around.apiServerService), name: 'the API server by its Service', kind: 'tcp' },
    { ...hostPort(around.apiServer), name: 'the API server by its address', kind: 'tcp' },
    tcp('the kubelet', around.node, around.kubeletPort),
    tcp('a server of the node', around.node, around.nodePort),
    tcp('the public listener by its Service', around.publicService, 8000),
    tcp('the public listener by its pod', around.apiPod, 8000),
    tcp('a pod of another namespace', around.openPod, OPEN_PORT),
    udp('a pod of another namespace, by UDP', around.openPod, OPEN_PORT),
    tcp('DNS by TCP', around.dnsService, 53),
    udp('DNS', around.dnsService, 53),
    tcp('the server of DNS by TCP', around.dnsServer, 53),
    udp('the server of DNS', around.dnsServer, 53),
    { name: 'a name of the cluster', kind: 'name', host: 'kubernetes.default.svc.cluster.local' },
    tcp('the metadata of the machine', METADATA, 80),
    tcp('a host of the internet by HTTP', INTERNET, 80),
    tcp('a host of the internet by HTTPS', INTERNET, 443),
    tcp('a name server of the internet by TCP', INTERNET, 53),
    udp('a name server of the internet', INTERNET, 53),
  ]
}

/** The one door, in both ways it can be named. */
export function doors({ gatewayService, apiPod }: Surroundings): Target[] {
  return [
    { name: 'the gateway by its Service', kind: 'tcp', host: gatewayService, port: 8001 },
    { name: 'the gateway by its pod', kind: 'tcp', host: apiPod, port: 8001 },
  ]
}

/** Only for the names of the targets. */
export const nowhere: Surroundings = {
  apiServerService: '127.0.0.1:443',
  apiServer: '127.0.0.1:443',
  node: '',
  kubeletPort: 0,
  nodePort: 0,
  apiPod: '',
  publicService: '',
  gatewayService: '',
  openPod: '',
  dnsService: '',
  dnsServer: '',
}

function hostPort(text: string): { host: string; port: number } {
  const [host = '', port = ''] = text.split(':')
  return { host, port: Number(port) }
}
