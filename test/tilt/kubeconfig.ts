import { readFile, writeFile } from 'node:fs/promises'
import { parse, stringify } from 'yaml'

interface KubeConfigFile {
  'current-context': string
  contexts: { name: string }[]
}

/** Writes a copy of the kubeconfig in use in which the current context has another name. */
export async function renameContext(name: string, path: string): Promise<void> {
  const config: KubeConfigFile = parse(await readFile(process.env.KUBECONFIG ?? '', 'utf8'))
  const current = config.contexts.find((context) => context.name === config['current-context'])
  if (current !== undefined) current.name = name
  await writeFile(path, stringify({ ...config, 'current-context': name }))
}
