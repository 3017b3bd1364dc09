import { createLocalRunner } from '../../api/runner/local/local-runner.ts'

// An API that launches an attempt and is killed in the same moment.
const [dir = '', agentEntry = '', spec = ''] = process.argv.slice(2)
await createLocalRunner({ dir, nodePath: process.execPath, agentEntry }).launch(JSON.parse(spec))
process.kill(process.pid, 'SIGKILL')
