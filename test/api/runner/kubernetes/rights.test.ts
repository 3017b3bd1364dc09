import { afterEach, describe, expect, it } from 'vitest'
import { createKubeApi } from '../../../../api/runner/kubernetes/kube-api.ts'
import { checkRights, neededRights } from '../../../../api/runner/kubernetes/rights.ts'
import { openAccess, sendJson, startRawApiServer } from './raw-api-server.ts'

interface Rule {
  readonly verbs: string[]
  readonly apiGroups?: string[] | null
  readonly resources?: string[] | null
  readonly resourceNames?: string[]
}

const golden: Rule[] = [
  { verbs: ['create', 'get', 'list', 'watch', 'delete'], apiGroups: ['batch'], resources: ['jobs'] },
  { verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['pods', 'events'] },
  { verbs: ['get'], apiGroups: [''], resources: ['pods/log'] },
]
const [jobs, podsAndEvents, logs] = golden as [Rule, Rule, Rule]

describe('the check of rights', () => {
  const closers: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close()
  })

  /** What the check says about an account with these rules: an error, warnings, or nothing. */
  async function check(resourceRules: readonly Rule[], status: object = { incomplete: false }) {
    const asked: unknown[] = []
    const server = await startRawApiServer((request, response) => {
      let text = ''
      request.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      request.on('end', () => {
        asked.push(`${request.method} ${request.url}`, JSON.parse(text))
        sendJson(response, 201, { status: { resourceRules, nonResourceRules: [], ...status } })
      })
    })
    const api = createKubeApi(openAccess(server.url), { namespace: 'agents' })
    closers.push(server.close, api.close)
    const warnings: object[] = []
    const error = await checkRights(api, { warn: (fields) => warnings.push(fields) }).then(
      () => null,
      (thrown: Error) => thrown.message,
    )
    return { error, warnings, asked }
  }

  it('is content with exactly what is needed', async () => {
    const { error, warnings, asked } = await check(golden)
    expect({ error, warnings }).toEqual({ error: null, warnings: [] })
    expect(asked).toEqual([
      'POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
      {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectRulesReview',
        spec: { namespace: 'agents' },
      },
    ])
  })

  it.each<[string, Rule[]]>([
    ['a rule for everything', [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]],
    [
      'all verbs and all subresources',
      [
        { verbs: ['*'], apiGroups: ['batch'], resources: ['*'] },
        { verbs: ['*'], apiGroups: [''], resources: ['pods', 'events', '*/log'] },
      ],
    ],
    [
      'one rule for each verb',
      neededRights.flatMap(({ apiGroup, resource, verbs }) =>
        verbs.map((verb) => ({ verbs: [verb], apiGroups: [apiGroup], resources: [resource] })),
      ),
    ],
  ])('is content with %s', async (_name, rules) => {
    expect((await check(rules)).error).toBeNull()
  })

  it.each<[string, Rule[], string]>([
    ['nothing is granted', [], 'create jobs, get jobs, list jobs, watch jobs, delete jobs, get pods, list pods'],
    [
      'a verb is missing',
      [{ ...jobs, verbs: ['create', 'get', 'list', 'watch'] }, podsAndEvents, logs],
      'delete jobs.',
    ],
    ['jobs of another group are meant', [{ ...jobs, apiGroups: [''] }, podsAndEvents, logs], 'create jobs, get jobs'],
    ['logs are not granted with their pods', [jobs, podsAndEvents], 'get pods/log.'],
    ['a rule is for named pods', [jobs, { ...podsAndEvents, resourceNames: ['one'] }, logs], 'get pods, list pods'],
    [
      'rules without resources are among them',
      [{ verbs: ['get'], apiGroups: null, resources: null }, jobs, podsAndEvents],
      'get pods/log.',
    ],
  ])('names what is missing when %s', async (_name, rules, words) => {
    const { error } = await check(rules)
    expect(error).toContain(`The API may not do this in namespace agents: ${words}`)
  })

  it('gives the YAML to add', async () => {
    const { error } = await check([{ ...jobs, verbs: ['get', 'list', 'watch'] }, podsAndEvents])
    expect(error?.split('\n').slice(1).join('\n')).toBe(
      `- apiGroups: ["batch"]
  resources: ["jobs"]
  verbs: ["create", "delete"]
- apiGroups: [""]
  resources: ["pods/log"]
  verbs: ["get"]`,
    )
  })

  it('only warns when the server does not know everything', async () => {
    const { error, warnings } = await check([jobs, podsAndEvents], { incomplete: true, evaluationError: 'webhook' })
    expect(error).toBeNull()
    expect(warnings).toEqual([{ namespace: 'agents', missing: ['get pods/log'] }])
  })

  it('says nothing when the server does not know everything, but enough', async () => {
    expect(await check(golden, { incomplete: true })).toMatchObject({ error: null, warnings: [] })
  })
})
