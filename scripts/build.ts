import { watch } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildTarget, bringUpToDate } from './build-target.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** An editor writes a file in several steps. */
const SETTLE_MS = 100

const targets: readonly BuildTarget[] = [
  {
    name: 'web',
    inputs: ['web', 'contract', 'package-lock.json', 'scripts/build.ts'],
    output: 'web/dist/index.html',
    build: async () => {
      const { build } = await import('vite')
      await build({ configFile: join(root, 'web', 'vite.config.ts'), root: join(root, 'web'), logLevel: 'warn' })
    },
  },
  {
    name: 'agent',
    inputs: ['agent', 'contract', 'package-lock.json', 'scripts/build-agent.ts'],
    output: 'agent/dist/agent.mjs',
    build: async () => {
      const { buildAgent } = await import('./build-agent.ts')
      await buildAgent()
    },
  },
]

const titles: Readonly<Record<string, string>> = { web: 'Built the web page', agent: 'Built the agent' }

async function buildAll(): Promise<void> {
  for (const target of targets) {
    const tookMs = await bringUpToDate(root, target)
    if (tookMs !== null) console.log(`${titles[target.name]} in ${(tookMs / 1000).toFixed(1)} s.`)
  }
}

/** Builds again after each change until the process is stopped; a build that fails is reported and tried at the next change. */
function watchAndBuild(): void {
  let timer: NodeJS.Timeout | undefined
  let last = Promise.resolve()
  const again = (): void => {
    last = last.then(buildAll).catch(report)
  }
  for (const folder of ['web', 'contract', 'agent']) {
    watch(join(root, folder), { recursive: true }, (_event, file) => {
      if (file?.split('/').includes('dist')) return
      clearTimeout(timer)
      timer = setTimeout(again, SETTLE_MS)
    })
  }
}

/** The bundlers have shown the place already; a stack trace of theirs helps nobody. */
function report(error: unknown): void {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

if (process.argv.includes('--watch')) watchAndBuild()
else await buildAll().catch(report)
