import { join } from 'node:path'
import { build } from 'esbuild'
import { root } from '../../chart/tools.ts'
import { apply, get, type KubeObject, kubectl, waitFor } from './cluster.ts'
import { eventually } from './eventually.ts'
import { createNamespace, removeNamespace } from './namespaces.ts'
import { images } from './needs.ts'

/** The stand-ins of `npm run fake` as pods, in a namespace of their own. */
export interface FakeBackEnds {
  readonly urls: Readonly<Record<FakeName, string>>
  close(): Promise<void>
}

const ports = { ollama: 11_434, claude: 4010, comfyui: 8188 } as const
type FakeName = keyof typeof ports

const names = Object.keys(ports) as FakeName[]
const PROGRAM = 'fake.mjs'

/** Starts them and waits until they serve. Throws when one does not. */
export async function startFakeBackEnds(): Promise<FakeBackEnds> {
  const namespace = await createNamespace('fakes')
  const close = () => removeNamespace(namespace)
  try {
    // Not by apply, which would keep it a second time in an annotation that has not so much room.
    await kubectl(['create', '-f', '-'], JSON.stringify(await programOf(namespace)))
    await apply(names.map((name) => podOf(namespace, name)))
    const urls = await Promise.all(names.map(async (name) => [name, await urlOf(namespace, name)] as const))
    return { urls: Object.fromEntries(urls) as Record<FakeName, string>, close }
  } catch (error) {
    await close().catch(() => {})
    throw error
  }
}

/** One file of everything but sharp, which the image of the API has: previews are drawn by it. */
async function programOf(namespace: string): Promise<KubeObject> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'scripts', 'fake.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    external: ['sharp'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)" },
    logLevel: 'warning',
    write: false,
  })
  const data = { [PROGRAM]: outputFiles[0]?.text ?? '' }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'fakes', namespace }, immutable: true, data }
}

function podOf(namespace: string, name: FakeName): KubeObject {
  const port = ports[name]
  const command = ['/usr/local/bin/node', `/app/fakes/${PROGRAM}`, name, '--host', '0.0.0.0', '--port', String(port)]
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      volumes: [{ name: 'fakes', configMap: { name: 'fakes' } }],
      containers: [
        {
          name,
          image: images.api,
          imagePullPolicy: 'Never',
          command,
          volumeMounts: [{ name: 'fakes', mountPath: '/app/fakes', readOnly: true }],
          readinessProbe: { tcpSocket: { port }, periodSeconds: 1 },
        },
      ],
    },
  }
}

async function urlOf(namespace: string, name: FakeName): Promise<string> {
  try {
    await waitFor(`pod/${name}`, namespace, 'condition=Ready')
  } catch (error) {
    throw new Error(`The fake ${name} does not serve: ${await kubectl(['logs', '-n', namespace, name])}`, {
      cause: error,
    })
  }
  const address = await eventually(
    `an address of ${name}`,
    async () => (await get('pods', namespace, name))?.status?.podIP,
  )
  return `http://${address}:${ports[name]}`
}
