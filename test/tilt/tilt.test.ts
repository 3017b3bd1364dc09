import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clusterNeeds, describeWith, findTool, runWell } from '../chart/tools.ts'
import { checkOut } from '../images/support/check-out.ts'
import { renameContext } from './kubeconfig.ts'
import { startTilt, type TiltProcess } from './tilt-process.ts'

const needs = [...clusterNeeds, ...(findTool('tilt') === null ? ['tilt in PATH'] : [])]

/** Two images are built, on a busy machine perhaps. */
const DEPLOY_MS = 600_000
const LIVE_UPDATE_MS = 60_000

describeWith(needs, 'tilt', () => {
  let folder: string
  let port: number
  /** Without Tilt's own page; what would serve it in development gets a port that is free. */
  let start: (command: readonly string[]) => Promise<TiltProcess>
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'axoloom-tilt-'))
    // A copy, because a source is changed.
    await checkOut(folder)
    port = await freePort()
    start = async (command) => {
      const ports = ['--port', '0', '--webdev-port', String(await freePort())]
      return startTilt(folder, [...command, ...ports, '--', `--port=${port}`])
    }
  })
  afterAll(async () => {
    await startTilt(folder, ['down', '--', `--port=${port}`]).ended
    await rm(folder, { recursive: true, force: true })
  })

  describe('its context', () => {
    const contexts = [
      ['production', [], false],
      ['gke_project_zone_kind-of-production', [], false],
      ['kind-axoloom', [], true],
      ['k3d-axoloom', [], true],
      ['docker-desktop', [], true],
      ['my-own', ['--', '--allow-context=my-own'], true],
      ['other', ['--', '--allow-context=my-own'], false],
    ] as const

    it.each(contexts)('%s with %j is allowed: %s', async (name, args, isAllowed) => {
      const kubeconfig = join(folder, 'kubeconfig.yaml')
      await renameContext(name, kubeconfig)
      const tilt = startTilt(folder, ['alpha', 'tiltfile-result', ...args], { KUBECONFIG: kubeconfig })

      expect([name, await tilt.ended]).toEqual([name, isAllowed ? 0 : 5])
      if (!isAllowed) {
        expect(tilt.output()).toContain(
          `The context of kubectl is "${name}", which is not known to be on this machine.`,
        )
      }
    })
  })

  it('ci is green', { timeout: DEPLOY_MS }, async () => {
    // One minute less than this test: what it says then is worth more than a test that took too long.
    const limit = `${DEPLOY_MS / 60_000 - 1}m`
    const tilt = await start(['ci', '--timeout', limit])
    try {
      const exitCode = await tilt.ended

      expect(exitCode, tilt.output().slice(-4000)).toBe(0)
    } finally {
      await tilt.stop()
    }
  })

  it('brings a changed source line into the running API without an image build', { timeout: DEPLOY_MS }, async () => {
    const tilt = await start(['up', '--stream'])
    try {
      const version = () => askVersion(port)
      await until(tilt, DEPLOY_MS / 2, async () => (await version()) !== null)
      const podBefore = await podOfApi()
      const outputBefore = tilt.output().length
      const source = join(folder, 'api', 'version.ts')
      const text = await readFile(source, 'utf8')
      await writeFile(source, text.replace('.version\n', ".version + '-changed'\n"))
      await until(tilt, LIVE_UPDATE_MS, async () => (await version())?.endsWith('-changed') === true)

      expect(await podOfApi()).toBe(podBefore)
      expect(tilt.output().slice(outputBefore)).not.toMatch(/Building (Dockerfile|image)|STEP \d/i)
    } finally {
      await tilt.stop()
    }
  })
})

/** Name, image and restarts of the API's pod. */
function podOfApi(): Promise<string> {
  const fields = '{.metadata.uid} {.spec.containers[0].image} {.status.containerStatuses[0].restartCount}'
  return runWell(findTool('kubectl'), [
    ...['--namespace', 'axoloom', 'get', 'pods', '--selector', 'app.kubernetes.io/component=api'],
    ...['--output', `jsonpath={range .items[*]}${fields}{"\\n"}{end}`],
  ])
}

async function askVersion(port: number): Promise<string | null> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/version`)
    return answer.ok ? ((await answer.json()) as { version: string }).version : null
  } catch {
    return null
  }
}

async function until(tilt: TiltProcess, limitMs: number, isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + limitMs
  while (!(await isTrue())) {
    if (tilt.hasEnded() || Date.now() > deadline) {
      const what = tilt.hasEnded() ? 'tilt ended' : `Not within ${limitMs} ms`
      throw new Error(`${what}:\n${tilt.output().slice(-4000)}`)
    }
    await delay(250)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('There is no free port.')
  return address.port
}
