import { LAUNCHER_NODE, requireNode } from './require-node.mjs'

requireNode(LAUNCHER_NODE, 'Install a current Node from https://nodejs.org and try again.')

const { runMain } = await import('./steps.mjs')
const { setUp } = await import('./set-up.mjs')
const { runToEnd } = await import('./launch.mjs')
await runMain(async () =>
  runToEnd(await setUp({ isBuildWanted: true }), ['scripts/test-all.ts', ...process.argv.slice(2)]),
)
