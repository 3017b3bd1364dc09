import { LAUNCHER_NODE, requireNode } from './require-node.mjs'

requireNode(LAUNCHER_NODE, 'Install a current Node from https://nodejs.org and try again.')

const { runMain } = await import('./steps.mjs')
const { testAll } = await import('./test-all.mjs')
await runMain(() => testAll())
