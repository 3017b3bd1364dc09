import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { findBreaches } from './support/boundary-rules.ts'
import { readSourceFacts, sourceFacts } from './support/source-facts.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

describe('the layout of the sources', () => {
  it('has no import, library, setting or export out of its place', () => {
    const files = readSourceFacts(root, ['contract', 'api', 'agent', 'web', 'cli'])

    expect(files.length).toBeGreaterThan(50)
    expect(files.flatMap(findBreaches)).toEqual([])
  })
})

describe('what test files share', () => {
  // files of a worker share modules: a hook in one would be there for the first file that loads it, and for no other
  it('registers no hook when it is loaded', () => {
    const shared = globSync('test/**/*.ts', { cwd: root }).filter((path) => !path.endsWith('.test.ts'))
    const hooked = shared.filter((path) =>
      /^(?:before|after)(?:Each|All)\(/m.test(readFileSync(join(root, path), 'utf8')),
    )

    expect(shared.length).toBeGreaterThan(50)
    expect(hooked).toEqual([])
  })
})

describe('a planted breach', () => {
  const breaches: readonly [what: string, path: string, text: string][] = [
    ['contract imports a library', 'contract/run.ts', "import { ulid } from 'ulid'"],
    ['contract imports the API', 'contract/run.ts', "import type { A } from '../api/errors.ts'"],
    ['the client imports a library', 'contract/client/a.ts', "import { z } from 'zod'"],
    ['the contract imports the client', 'contract/run.ts', "import { a } from './client/runs.ts'"],
    ['the agent imports the client', 'agent/a.ts', "import { a } from '#contract/client/client.ts'"],
    ['the API imports the agent', 'api/orchestrator/a.ts', "import { a } from '../../agent/emitter.ts'"],
    ['the agent imports the API by a re-export', 'agent/a.ts', "export { AppError } from '../api/errors.ts'"],
    ['the page imports the agent at run time', 'web/src/a.ts', "const a = await import('../../agent/emitter.ts')"],
    ['the page imports a type of the API', 'web/src/a.ts', "export type A = import('../../api/errors.ts').AppError"],
    ['the page imports a module of Node', 'web/src/a.ts', "import { join } from 'node:path'"],
    ['the command imports the page', 'cli/a.ts', "export * from '../web/src/a.ts'"],
    ['a source imports a test', 'api/app.ts', "import { a } from '../test/support/a.ts'"],
    ['a store imports a route', 'api/store/a.ts', "import { a } from '../routes/runs.ts'"],
    ['a store imports the orchestrator', 'api/store/a.ts', "import { a } from '../orchestrator/launcher.ts'"],
    ['a route imports a runner', 'api/routes/a.ts', "import { a } from '../runner/local/local-runner.ts'"],
    ['the orchestrator imports a runner’s inside', 'api/orchestrator/a.ts', "import '../runner/local/leader.ts'"],
    ['one runner imports the other', 'api/runner/local/a.ts', "import '../kubernetes/pod-log.ts'"],
    ['a worker crosses a border', 'api/store/a.ts', "new Worker(new URL('../routes/a.ts', import.meta.url))"],
    ['an unknown area of the API', 'api/helpers/a.ts', "import { a } from '../store/a.ts'"],
    ['a route opens the database', 'api/routes/a.ts', "import Database from 'better-sqlite3'"],
    ['a route builds a query', 'api/routes/a.ts', "import { eq } from 'drizzle-orm/sqlite-core'"],
    ['a computed import', 'api/app.ts', 'const a = await import(name)'],
    ['the environment read elsewhere', 'api/app.ts', 'const port = process.env.PORT'],
    ['the environment read in brackets', 'api/app.ts', "const env = process['env']"],
    ['the environment taken apart', 'agent/main.ts', 'const { env } = process'],
    ['the environment imported', 'agent/main.ts', "import { env } from 'node:process'"],
    ['a console in the API', 'api/app.ts', "console.log('ready')"],
    ['a hidden console', 'agent/main.ts', "globalThis.console.error('no')"],
    ['a default export', 'api/routes/a.ts', 'export default function a() {}'],
    ['a default export by another name', 'agent/a.ts', 'const a = 1\nexport { a as default }'],
    ['a barrel', 'api/store/index.ts', "export * from './a.ts'"],
    ['a file that is too long', 'agent/a.ts', '\n'.repeat(301)],
  ]

  it.each(breaches)('is found: %s', (_what, path, text) => {
    expect(findBreaches(sourceFacts(path, text))).toHaveLength(1)
  })

  const sound: readonly [what: string, path: string, text: string][] = [
    ['contract imports zod and itself', 'contract/run.ts', "import { z } from 'zod'\nimport { Id } from './ids.ts'"],
    ['the client imports types of the contract', 'contract/client/a.ts', "import type { Run } from '../api.ts'"],
    ['the page calls the API', 'web/src/a.ts', "import { a } from '#contract/client/runs.ts'"],
    ['a store encodes frames', 'api/store/a.ts', "import { frame } from '../stream/frame.ts'"],
    ['a store opens the database', 'api/store/a.ts', "import Database from 'better-sqlite3'"],
    ['the wiring picks a runner', 'api/wiring.ts', "import { a } from './runner/local/local-runner.ts'"],
    ['the orchestrator uses the seam', 'api/orchestrator/a.ts', "import type { Runner } from '../runner/runner.ts'"],
    ['config reads the environment', 'api/config.ts', 'const port = process.env.PORT'],
    ['a plugin is a default export', 'api/plugins/a.ts', 'export default 1'],
    ['words in texts and comments', 'api/app.ts', "// console.log(process.env)\nconst a = 'console.log(process.env)'"],
    ['a file of 300 lines', 'agent/a.ts', '\n'.repeat(300)],
  ]

  it.each(sound)('is not seen where there is none: %s', (_what, path, text) => {
    expect(findBreaches(sourceFacts(path, text))).toEqual([])
  })
})
