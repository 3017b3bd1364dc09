// Starts the real API, with another agent in place of the built one where a test names it.
import { main } from '../../api/server.ts'
import { builtParts } from '../../api/wiring.ts'

const agentEntry = process.env.TEST_AGENT_ENTRY ?? builtParts.agentEntry
await main(process.argv.slice(2), { ...builtParts, agentEntry })
