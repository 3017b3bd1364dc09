import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../../chart/tools.ts'

/** Folder of the programs that keep the cluster for tests: `AXOLOOM_TEST_CLUSTER`, else beside the project. */
const folder = process.env.AXOLOOM_TEST_CLUSTER ?? join(root, '..', 'shared', 'cluster')

/** Building on a busy machine. */
const LIMIT_MS = 240_000

/** What is missing of them, in words. */
export function toolNeeds(): readonly string[] {
  try {
    for (const name of ['up', 'build-and-load']) accessSync(join(folder, name), constants.X_OK)
    return []
  } catch {
    return ['the tools of the cluster beside the project (or AXOLOOM_TEST_CLUSTER, their folder)']
  }
}

/** Runs one of them in the project's folder, to its end. Throws with what it complained about. */
export async function clusterTool(
  name: 'up' | 'build-and-load',
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const options = { cwd: root, timeout: LIMIT_MS, env: { ...process.env, ...env }, maxBuffer: 16 * 1024 * 1024 }
  await promisify(execFile)(join(folder, name), args, options)
}
