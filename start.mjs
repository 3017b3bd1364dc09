import { LAUNCHER_NODE, requireNode } from './scripts/require-node.mjs'

requireNode(LAUNCHER_NODE, 'Install a current Node from https://nodejs.org and try again.')

const { runMain } = await import('./scripts/steps.mjs')
const { launch } = await import('./scripts/launch.mjs')
await runMain(() => launch(process.argv.slice(2)))
