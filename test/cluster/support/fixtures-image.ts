import { describeWith } from '../../chart/tools.ts'
import { list } from './cluster.ts'
import { clusterTool, toolNeeds } from './cluster-tools.ts'
import { eventually } from './eventually.ts'
import { describeOnCluster, images } from './needs.ts'

/** The image with the programs of test/fixtures/agents and the player of test/cluster/fixtures, as the node knows it. */
export const fixturesImage = 'docker.io/library/axoloom-fixtures:dev'

/** `describeOnCluster` for tests that build this image, or break the node. */
export function describeWithFixtures(name: string, body: () => void): void {
  const missing = toolNeeds()
  if (missing.length === 0) describeOnCluster(name, body)
  else describeWith(missing, name, body)
}

/** Command that runs a program of test/fixtures/agents. */
export function fixtureCommand(agent: string): string[] {
  return ['/usr/local/bin/node', '--max-old-space-size=65536', `/fixtures/${agent}.mjs`]
}

/** Builds the image on that of the agents and loads it, unless both are done already. */
export async function loadFixturesImage(): Promise<void> {
  const from = ['--build-arg', `AGENT_IMAGE=${images.agent}`]
  await clusterTool('build-and-load', ['-t', fixturesImage, '-f', 'test/cluster/fixtures/Dockerfile', ...from, 'test'])
  await eventually('the node has the image', hasImage, { timeoutMs: 30_000 })
}

async function hasImage(): Promise<boolean> {
  const nodes = await list('nodes', null)
  return nodes.some(({ status }) => status?.images?.some(({ names }) => names?.includes(fixturesImage)))
}
