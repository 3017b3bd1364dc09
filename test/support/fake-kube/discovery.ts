import { failure } from './answers.ts'

const version = {
  major: '1',
  minor: '34',
  gitVersion: 'v1.34.4',
  gitCommit: '0'.repeat(40),
  gitTreeState: 'clean',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: 'go1.24.0',
  compiler: 'gc',
  platform: 'linux/amd64',
}

const groupOf = (name: string) => ({
  name,
  versions: [{ groupVersion: `${name}/v1`, version: 'v1' }],
  preferredVersion: { groupVersion: `${name}/v1`, version: 'v1' },
})

const resource = (name: string, kind: string, verbs: string[], more: object = {}) => ({
  name,
  singularName: name.includes('/') ? '' : kind.toLowerCase(),
  namespaced: true,
  kind,
  verbs,
  ...more,
})

const resourceList = (groupVersion: string, resources: object[]) => ({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion,
  resources,
})

const documents: Readonly<Record<string, object>> = {
  '/version': version,
  '/api': { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] },
  '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: [groupOf('batch'), groupOf('authorization.k8s.io')] },
  '/apis/batch': { kind: 'APIGroup', apiVersion: 'v1', ...groupOf('batch') },
  '/api/v1': resourceList('v1', [
    resource('pods', 'Pod', ['delete', 'get', 'list', 'watch'], { shortNames: ['po'], categories: ['all'] }),
    resource('pods/log', 'Pod', ['get']),
    resource('events', 'Event', ['get', 'list', 'watch'], { shortNames: ['ev'] }),
  ]),
  '/apis/batch/v1': resourceList('batch/v1', [
    resource('jobs', 'Job', ['create', 'delete', 'get', 'list', 'watch'], { categories: ['all'] }),
  ]),
  '/apis/authorization.k8s.io/v1': resourceList('authorization.k8s.io/v1', [
    resource('selfsubjectrulesreviews', 'SelfSubjectRulesReview', ['create'], { namespaced: false }),
  ]),
}

/** What kubectl asks before it asks for anything; a 404 for the rest. */
export function discover(path: string): { code: number; body: object } {
  const body = documents[path.replace(/\/$/, '')]
  if (body !== undefined) return { code: 200, body }
  return { code: 404, body: failure(404, 'the server could not find the requested resource', {}) }
}

/** The rights that the chart grants. */
export const grantedRules = [
  { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create', 'get', 'list', 'watch', 'delete'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  { apiGroups: [''], resources: ['events'], verbs: ['get', 'list', 'watch'] },
  {
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    verbs: ['create'],
  },
]
