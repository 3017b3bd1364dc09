// Plain JavaScript: an older Node cannot load TypeScript, and crashes on the native modules behind it.
import { APP_NODE, requireNode } from '../scripts/require-node.mjs'

requireNode(APP_NODE, 'Run `npm start`: it brings its own.')

const { keepCompiled } = await import('../scripts/compile-cache.mjs')
const flush = keepCompiled()
const { main } = await import('./server.ts')
await main(process.argv.slice(2))
flush()
