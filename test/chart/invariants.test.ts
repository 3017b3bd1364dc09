import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { Settings } from '../../api/settings.ts'
import { chart, type Manifest, pick, readValuesFile, renderChart } from './render-chart.ts'
import { describeWith, helmNeeds, root } from './tools.ts'

/** Settings that the chart leaves alone, and why; `api.extraEnv` still takes them. */
const withoutValue = {
  API_KEYS: 'keys come as a file',
  ANTHROPIC_API_KEY_FILE: 'the key comes from a Secret',
  PRICES_FILE: 'prices are values',
  OLLAMA_WARM: 'the chart loads the model of its own Ollama, and another one is nobody’s to keep busy',
  KUBE_CONTEXT: 'a pod has the cluster that it is in',
  JOB_TEMPLATE: 'the admission policy holds for the one of the image',
  LOG_FORMAT: 'a pod has no terminal, so it is JSON',
}

const read = (path: string) => readFileSync(join(root, path), 'utf8')
const cases = readdirSync(join(root, 'test/chart/cases')).map((name) => readValuesFile(join('test/chart/cases', name)))

describeWith(helmNeeds, 'the chart, whatever its values', () => {
  const rendered = new Map<string, Manifest[]>()
  const all = () => [...rendered.values()].flat()
  const minimal = () => rendered.get('test/chart/cases/minimal.yaml') ?? []

  beforeAll(async () => {
    for (const { path, files } of cases) rendered.set(path, await renderChart(files))
  })

  it('gives the API these rights, in the agents’ namespace and nowhere else', () => {
    for (const manifests of rendered.values()) {
      const role = pick(manifests, 'Role')
      const binding = pick(manifests, 'RoleBinding')
      const namespace = role.metadata.namespace

      expect(role.rules).toEqual([
        { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create', 'get', 'list', 'watch', 'delete'] },
        { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
        { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
        { apiGroups: [''], resources: ['events'], verbs: ['get', 'list', 'watch'] },
      ])
      expect(namespace).toMatch(/-agents$/)
      expect(binding.metadata.namespace).toBe(namespace)
      expect(binding.roleRef.name).toBe(role.metadata.name)
      const account = pick(manifests, 'Deployment', `${role.metadata.name}`).spec.template.spec.serviceAccountName
      expect(binding.subjects).toEqual([{ kind: 'ServiceAccount', name: account, namespace: 'axoloom' }])
    }
    expect(all().filter(({ kind }) => kind.startsWith('ClusterRole'))).toEqual([])
  })

  it('closes the agents’ namespace but for the gateway', () => {
    const policies = minimal().filter(
      ({ kind, namespace }) => kind === 'NetworkPolicy' && namespace === 'axoloom-agents',
    )

    expect(policies.map(({ object }) => object.spec)).toEqual([
      { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
      {
        podSelector: {
          matchExpressions: [
            { key: 'app.kubernetes.io/name', operator: 'In', values: ['axoloom-agent', 'axoloom-probe'] },
          ],
        },
        policyTypes: ['Egress'],
        egress: [
          {
            to: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'axoloom' } },
                podSelector: { matchLabels: pick(minimal(), 'Deployment').spec.selector.matchLabels },
              },
            ],
            ports: [{ protocol: 'TCP', port: 8001 }],
          },
        ],
      },
    ])
  })

  it('lets nobody but agents reach the gateway, and nobody but the API reach the back ends', () => {
    const manifests = rendered.get('test/chart/cases/back-ends.yaml') ?? []
    const doors = manifests
      .filter(({ kind, namespace }) => kind === 'NetworkPolicy' && namespace === 'axoloom')
      .map(({ name, object }) => [name, object.spec.ingress])

    const api = { podSelector: { matchLabels: pick(manifests, 'Deployment', 'axoloom-api').spec.selector.matchLabels } }
    const agents = {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'axoloom-agents' } },
      podSelector: {
        matchExpressions: [
          { key: 'app.kubernetes.io/name', operator: 'In', values: ['axoloom-agent', 'axoloom-probe'] },
        ],
      },
    }
    expect(Object.fromEntries(doors)).toEqual({
      'axoloom-api': [
        { ports: [{ protocol: 'TCP', port: 8000 }] },
        { ports: [{ protocol: 'TCP', port: 8001 }], from: [agents] },
      ],
      'axoloom-ollama': [{ ports: [{ protocol: 'TCP', port: 11434 }], from: [api] }],
      'axoloom-comfyui': [{ ports: [{ protocol: 'TCP', port: 8188 }], from: [api] }],
    })
  })

  it('puts a token into the pod of the API only', () => {
    const accounts = all().filter(({ kind }) => kind === 'ServiceAccount')
    const pods = all().filter(({ kind }) => kind === 'Deployment')

    expect(accounts.every(({ object }) => object.automountServiceAccountToken === false)).toBe(true)
    for (const { name, object } of pods) {
      expect([name, object.spec.template.spec.automountServiceAccountToken]).toEqual([name, name.endsWith('-api')])
    }
  })

  it('runs every container without rights, and on a read-only root where that is possible', () => {
    for (const { name, object } of all().filter(({ kind }) => kind === 'Deployment')) {
      const { securityContext, containers, initContainers = [] } = object.spec.template.spec
      expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
      for (const container of [...containers, ...initContainers]) {
        const mayWrite = container.name === 'comfyui' || container.image === 'axoloom:dev'
        expect([name, container.securityContext]).toEqual([
          name,
          {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: !mayWrite,
            capabilities: { drop: ['ALL'] },
          },
        ])
      }
    }
  })

  it('gives the API only what it takes for a setting', () => {
    for (const manifests of rendered.values()) {
      const env = apiEnv(manifests)
      const given = Object.fromEntries(env.map(({ name, value }) => [name, value]))

      // Node's own, from `api.extraEnv`
      const unknown = env.filter(({ name }) => !(name in Settings.shape) && !name.startsWith('NODE_'))
      expect(unknown).toEqual([])
      expect(Settings.safeParse(given).error?.issues ?? []).toEqual([])
    }
  })

  it('has a value for every setting that a pod can have', () => {
    const given = new Set([...rendered.values()].flatMap(apiEnv).map(({ name }) => name))
    const missing = Object.keys(Settings.shape).filter((name) => !given.has(name))

    expect(missing.sort()).toEqual(Object.keys(withoutValue).sort())
  })

  it('has one object a file, and a case for every file', () => {
    const folder = join(root, chart, 'templates')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\/.*\.yaml$/.test(name))

    for (const manifests of rendered.values()) {
      const sources = manifests.map(({ source }) => source)
      expect(sources).toEqual([...new Set(sources)])
    }
    expect(files.filter((file) => !all().some(({ source }) => source === file))).toEqual([])
  })
})

const Env = z.array(z.object({ name: z.string(), value: z.string().optional() }))

/** The environment that the chart gives to the API. */
function apiEnv(manifests: readonly Manifest[]): z.infer<typeof Env> {
  const [api] = manifests.filter(({ kind, name }) => kind === 'Deployment' && name.endsWith('-api'))
  return Env.parse(api?.object.spec.template.spec.containers[0].env)
}

const Node = z.looseObject({
  description: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  $ref: z.string().optional(),
})

describe('the values of the chart', () => {
  const values: unknown = parse(read(`${chart}/values.yaml`))
  const schema: unknown = JSON.parse(read(`${chart}/values.schema.json`))

  it('are all in the schema, described, and nothing else is', () => {
    const { $defs } = z.object({ $defs: z.record(z.string(), z.looseObject({})) }).parse(schema)

    expect(differences(values, schema, '', $defs)).toEqual([])
  })

  it('are checked by rules that helm can put into words', () => {
    expect(read(`${chart}/values.schema.json`)).not.toMatch(/"(pattern|anyOf|oneOf|allOf|not|if)":/)
  })

  it('leave an agent as much as its template asks for', () => {
    const Template = z.looseObject({
      spec: z.object({
        template: z.object({ spec: z.object({ containers: z.array(z.object({ resources: z.unknown() })) }) }),
      }),
    })
    const template = Template.parse(parse(read('k8s/jobs/agent.yaml')))
    const { agents } = z.object({ agents: z.object({ maximum: z.unknown() }) }).parse(values)

    expect(template.spec.template.spec.containers[0]?.resources).toMatchObject({ limits: agents.maximum })
  })

  it('come with the version of the product', () => {
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(read('package.json')))

    expect(parse(read(`${chart}/Chart.yaml`))).toMatchObject({ version, appVersion: version })
  })
})

/** Where the schema and the values do not have the same names. What has no names of its own in the values is not looked into. */
function differences(value: unknown, schema: unknown, path: string, shared: Record<string, object>): string[] {
  const { $ref, ...own } = Node.parse(schema)
  const { description, properties, additionalProperties } = {
    ...Node.parse(shared[basename($ref ?? '')] ?? {}),
    ...own,
  }
  const bare = path !== '' && description === undefined ? [`${path} has no description`] : []
  if (properties === undefined || typeof value !== 'object' || value === null) return bare
  const named = new Map(Object.entries(value))
  const names = new Set([...named.keys(), ...Object.keys(properties)])
  names.delete('global')
  const open = additionalProperties === false ? [] : [`${path} takes any name`]
  const inside = [...names].flatMap((name) => {
    if (!named.has(name)) return [`${path}/${name} is not in values.yaml`]
    if (!(name in properties)) return [`${path}/${name} is not in the schema`]
    return differences(named.get(name), properties[name], `${path}/${name}`, shared)
  })
  return [...bare, ...open, ...inside]
}
