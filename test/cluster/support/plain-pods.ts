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
  /** Has every right there is. */
  readonly mighty: Place
  close(): Promise<void>
}

/** Makes them in a namespace of their own that has no policies. */
export async function startPlainPods(): Promise<PlainPods> {
  const namespace = await createNamespace('plain')
  const place = (pod: string): Place => ({ namespace, pod, container: 'plain' })
  await apply([
    podOf(place('open'), {}, {}),
    podOf(
      place('mighty'),
      { hostNetwork: true, hostPID: true, hostIPC: true },
      { privileged: true, runAsUser: 0, runAsGroup: 0 },
    ),
  ])
  await Promise.all(['open', 'mighty'].map((pod) => waitFor(`pod/${pod}`, namespace, 'condition=Ready')))
  return { open: place('open'), mighty: place('mighty'), close: () => removeNamespace(namespace) }
}

function podOf({ namespace, pod, container }: Place, spec: object, securityContext: object): KubeObject {
  const isListening = pod === 'open'
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: pod, namespace },
    spec: {
      ...spec,
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      containers: [
        {
          name: container,
          image: images.agent,
          imagePullPolicy: 'Never',
          command: ['/usr/local/bin/node', '-e', isListening ? listener : 'setInterval(() => {}, 60_000)'],
          securityContext,
        },
      ],
    },
  }
}
