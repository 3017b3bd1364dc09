import { apply, type KubeObject, type Place, waitFor } from './cluster.ts'
import { createNamespace, removeNamespace } from './namespaces.ts'
import { images } from './needs.ts'

/** Where the open pod listens, over TCP and UDP. */
export const OPEN_PORT = 8080

/** Answers over TCP and UDP. Ends with its standard input when that is asked for. */
export const listener = `
require('node:net').createServer((s) => s.on('error', () => {}).end('here')).listen(${OPEN_PORT}, '0.0.0.0', () => console.log('ready'))
const udp = require('node:dgram').createSocket('udp4')
udp.on('message', (message, { port, address }) => udp.send(message, port, address))
udp.bind(${OPEN_PORT}, '0.0.0.0')
if (process.argv[1] === 'until-end') process.stdin.on('end', () => process.exit()).resume()
`

/** Pods with nothing to hold them back: what fails inside an agent's pod has to work in these. */
export interface PlainPods {
  /** Listens, and may reach whatever the node reaches. */
  readonly open: Place
  /** Has every right there is, and the namespaces of the node. */
  readonly mighty: Place
  /** Has things lying around that an agent must not find, and a /tmp that nobody can use. */
  readonly careless: Place
  close(): Promise<void>
}

/** What the careless pod has at these paths does not matter, as long as it is there. */
const placesToFind = [
  ...['/var/run/docker.sock', '/run/containerd/containerd.sock', '/run/crio/crio.sock', '/run/podman/podman.sock'],
  ...['/var/lib/kubelet', '/etc/kubernetes', '/host', '/data'],
]

/** Makes them in a namespace of their own that has no policies. `leak` is what the careless pod has in its environment. */
export async function startPlainPods(leak: string): Promise<PlainPods> {
  const namespace = await createNamespace('plain')
  const place = (pod: string): Place => ({ namespace, pod, container: 'plain' })
  const mounts = placesToFind.map((mountPath) => ({ name: 'anything', mountPath }))
  const unusable = { name: 'anything', mountPath: '/tmp', readOnly: true }
  await apply([
    podOf(place('open'), listener, {}, {}),
    podOf(
      place('mighty'),
      idle,
      { hostNetwork: true, hostPID: true, hostIPC: true },
      { securityContext: { privileged: true, runAsUser: 0, runAsGroup: 0 } },
    ),
    podOf(
      place('careless'),
      idle,
      { securityContext: { supplementalGroups: [20001] }, volumes: [{ name: 'anything', emptyDir: {} }] },
      { env: [{ name: 'NOTE', value: leak }], volumeMounts: [...mounts, unusable] },
    ),
  ])
  const names = ['open', 'mighty', 'careless']
  await Promise.all(names.map((pod) => waitFor(`pod/${pod}`, namespace, 'condition=Ready')))
  const [open, mighty, careless] = [place('open'), place('mighty'), place('careless')]
  return { open, mighty, careless, close: () => removeNamespace(namespace) }
}

const idle = 'setInterval(() => {}, 60_000)'

function podOf({ namespace, pod, container }: Place, program: string, spec: object, more: object): KubeObject {
  const command = ['/usr/local/bin/node', '-e', program]
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: pod, namespace },
    spec: {
      ...spec,
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      containers: [{ ...more, name: container, image: images.agent, imagePullPolicy: 'Never', command }],
    },
  }
}
