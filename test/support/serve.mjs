// Starts the real API as api/main.mjs does, with another agent in place of the built one where a test names it.
import { keepCompiled } from '../../scripts/compile-cache.mjs'

const flush = keepCompiled()
const { main } = await import('../../api/server.ts')
const { builtParts } = await import('../../api/wiring.ts')
const agentEntry = process.env.TEST_AGENT_ENTRY ?? builtParts.agentEntry
await main(process.argv.slice(2), { ...builtParts, agentEntry })
flush()
