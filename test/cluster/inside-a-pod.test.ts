import { once } from 'node:events'
import { readlinkSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WirePod } from '../../api/runner/kubernetes/wire.ts'
import { type Place, type Running, startExec } from './support/cluster.ts'
import { checksOf, faultsOf } from './support/inside/checks.ts'
import { collectFacts, type Facts, type Target, tryTargets } from './support/inside/facts.ts'
import { findKubelet, findSurroundings } from './support/inside/surroundings.ts'
import { doors, forbiddenTargets, nowhere, type Surroundings } from './support/inside/targets.ts'
import { type Installation, install } from './support/installation.ts'
import { describeOnCluster } from './support/needs.ts'
import { type OutsideHosts, outsideNeeds, startOutsideHosts } from './support/outside-hosts.ts'
import { listener, OPEN_PORT, type PlainPods, startPlainPods } from './support/plain-pods.ts'

/** So slow that an agent can be looked at for minutes. */
const PACE = 60
const BRIEF = 'an axolotl that keeps the word wisteria-canary'
const NODE = '/usr/local/bin/node'

// Not cgroup: with the first version of control groups a container has that of its node.
const namespaceKinds = ['ipc', 'mnt', 'net', 'pid', 'uts']
const hostNamespaces = Object.fromEntries(namespaceKinds.map((kind) => [kind, readlinkSync(`/proc/self/ns/${kind}`)]))
const checkNames = checksOf({ podName: '', hostNamespaces, secrets: [] }).map(({ name }) => name)
const targetNames = forbiddenTargets(nowhere).map(({ name }) => name)

/** Nothing in a pod's settings can give these, or kernels lack what they ask for. */
const holdEverywhere = [
  'no capabilities: CapInh',
  'no capabilities: CapAmb',
  'not the node’s mnt namespace',
  '/proc/kcore shows nothing',
  'cannot load another kernel',
  'cannot load a module',
  'cannot unload a module',
]

// The agents are real ones: made by the API of an installation, with its image, its policies and its Job. What looks
// around is a second process in their container, started by the administrator (`kubectl exec`): the runtime gives it the
// user, the groups, the filter, the namespaces and the mounts of the first, and it lacks only Node's own --permission, so
// that what holds for it is held by the pod. The first process is looked at through /proc.
describeOnCluster(
  'inside an agent’s pod',
  () => {
    let installation: Installation
    let plain: PlainPods
    let outside: OutsideHosts
    let nodeServer: Server
    let listening: Running
    let agent: WirePod
    let neighbour: WirePod
    let around: Surroundings
    let facts: Facts
    let plainFacts: readonly Facts[]
    let reached: Readonly<Record<string, string>>
    let reachedByOpen: Readonly<Record<string, string>>

    const placeOf = (pod: WirePod, container = 'agent'): Place => ({
      namespace: pod.metadata?.namespace ?? '',
      pod: pod.metadata?.name ?? '',
      container,
    })
    const neighbourTarget = (): Target => {
      return { name: 'neighbour', kind: 'tcp', host: neighbour.status?.podIP ?? '', port: OPEN_PORT }
    }
    const checks = () =>
      checksOf({ podName: agent.metadata?.name ?? '', hostNamespaces, secrets: ['wisteria', installation.key] })

    beforeAll(async () => {
      const { node } = await findKubelet()
      outside = await startOutsideHosts(node)
      nodeServer = createServer((socket) => socket.on('error', () => {}).end('here')).listen(0, node)
      await once(nodeServer, 'listening')
      ;[installation, plain] = await Promise.all([install({ name: 'inside', pace: PACE }), startPlainPods(BRIEF)])
      ;[agent, neighbour] = await startAgents(installation)
      listening = await startExec(placeOf(neighbour), [NODE, '-e', listener, 'until-end'])
      const address = nodeServer.address()
      const nodePort = typeof address === 'object' && address !== null ? address.port : 0
      around = await findSurroundings(installation, plain.open, nodePort)
      const targets = [...forbiddenTargets(around), ...doors(around), neighbourTarget()]
      facts = await collectFacts(placeOf(agent))
      plainFacts = await Promise.all([plain.mighty, plain.careless].map(collectFacts))
      ;[reached, reachedByOpen] = await Promise.all([
        tryTargets(placeOf(agent), targets),
        tryTargets(plain.open, targets),
      ])
    })

    afterAll(async () => {
      await listening?.stop()
      nodeServer?.close()
      // Nobody may look for the hosts outside once they are gone.
      await Promise.all([installation?.close(), plain?.close()]).finally(() => outside?.close())
    })

    it.each(checkNames)('%s', (name) => {
      const check = checks().filter((one) => one.name === name)

      expect(check).toHaveLength(1)
      expect(faultsOf(check, facts)).toEqual([])
    })

    it('has checks that can fail: they do in pods that nothing holds back', () => {
      const faults = new Set(plainFacts.flatMap((seen) => faultsOf(checks(), seen)).map(({ name }) => name))

      expect(checkNames.filter((name) => !faults.has(name) && !holdEverywhere.includes(name))).toEqual([])
    })

    it('has a bounded /tmp and a bounded disk', () => {
      const [container] = agent.spec?.containers ?? []

      expect(agent.spec?.volumes).toEqual([{ name: 'tmp', emptyDir: { sizeLimit: '512Mi' } }])
      expect(container?.resources?.limits).toMatchObject({ 'ephemeral-storage': '1Gi', memory: '1Gi', cpu: '1' })
    })

    describe('the network', () => {
      it.each(doors(nowhere).map(({ name }) => name))('leads to %s', (name) => {
        expect(reached[name]).toBe('open')
      })

      it('leads to a gateway that knows agents and nothing else', async () => {
        const url = `http://${around.gatewayService}:8001`
        const http = (method: string, path: string): Target => ({
          name: `${method} ${path}`,
          kind: 'http',
          method,
          url: `${url}${path}`,
        })
        const paths = ['/v1/runs', '/metrics', '/docs', '/openapi.json', '/']

        const answers = await tryTargets(placeOf(agent), [
          http('POST', '/agent/v1/claim'),
          ...paths.map((path) => http('GET', path)),
        ])

        expect(answers).toEqual({
          'POST /agent/v1/claim': '400',
          ...Object.fromEntries(paths.map((path) => [`GET ${path}`, '404'])),
        })
      })

      it.each(targetNames)('does not lead to %s', (name) => {
        expect(reached[name]).toBe('closed')
        // It is there, and answers whoever is not held back.
        expect(reachedByOpen[name]).toBe('open')
      })

      it('does not lead to another agent', async () => {
        const host = neighbour.status?.podIP ?? ''
        const socket = (await import('node:net')).connect({ host, port: OPEN_PORT })
        await once(socket, 'connect')
        socket.destroy()

        expect(reached.neighbour).toBe('closed')
      })

      it('lets nobody in: neither other pods nor the API', async () => {
        const [api] = await installation.apiPods()
        if (api === undefined) throw new Error('The API has no pod.')

        const byApi = await tryTargets(placeOf(api, 'api'), [neighbourTarget()])

        expect([byApi.neighbour, reachedByOpen.neighbour]).toEqual(['closed', 'closed'])
      })

      it('opens the gateway to agents only', () => {
        expect(doors(around).map(({ name }) => reachedByOpen[name])).toEqual(['closed', 'closed'])
      })
    })

    it('has been looked at in enough ways', () => {
      expect(checkNames.length + targetNames.length).toBeGreaterThanOrEqual(60)
      expect(new Set(checkNames).size).toBe(checkNames.length)
    })
  },
  outsideNeeds(),
)

/** Two agents of one run, both at work. */
async function startAgents(installation: Installation): Promise<[WirePod, WirePod]> {
  const run = await installation.api.postRun({ brief: BRIEF, variations: 2 })
  const events = installation.api.follow(run.id)
  await events.until(
    'both agents think',
    () => new Set(events.of('step-start').map(({ variation }) => variation)).size === 2,
  )
  const [first, second] = await installation.agentPods(run.id)
  if (first === undefined || second === undefined) throw new Error('There are not two agents.')
  return [first, second]
}
