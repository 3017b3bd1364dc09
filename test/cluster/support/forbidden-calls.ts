/** A call of the API server that the API's own token must not be good for. */
export interface ForbiddenCall {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Namespaces {
  readonly release: string
  readonly agents: string
  readonly node: string
}

type Row = readonly [name: string, method: string, path: string, body?: unknown, headers?: Record<string, string>]

const metadata = { name: 'x' }
const container = { name: 'x', image: 'x' }
const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [container] } }
const secret = { apiVersion: 'v1', kind: 'Secret', metadata }
const tokenRequest = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} }
const admin = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' }

/** What somebody with the token would try first. No object has to exist: who may not is told so before that. */
export function forbiddenCalls({ release, agents, node }: Namespaces): ForbiddenCall[] {
  const core = `/api/v1/namespaces/${agents}`
  const batch = `/apis/batch/v1/namespaces/${agents}`
  const rbac = `/apis/rbac.authorization.k8s.io/v1`
  const rows: readonly Row[] = [
    ['the secrets of the agents', 'GET', `${core}/secrets`],
    ['the secrets of the release', 'GET', `/api/v1/namespaces/${release}/secrets`],
    ['the keys of the release', 'GET', `/api/v1/namespaces/${release}/secrets/axoloom-keys`],
    ['all secrets', 'GET', '/api/v1/secrets'],
    ['a secret of its own', 'POST', `${core}/secrets`, secret],
    ['config maps', 'GET', `${core}/configmaps`],
    ['a config map of its own', 'POST', `${core}/configmaps`, { ...secret, kind: 'ConfigMap' }],
    ['the configuration of the cluster', 'GET', '/api/v1/namespaces/kube-system/configmaps'],

    ['a pod of its own', 'POST', `${core}/pods`, pod],
    ['a pod of its own beside the API', 'POST', `/api/v1/namespaces/${release}/pods`, pod],
    ['another pod in place of one', 'PUT', `${core}/pods/x`, pod],
    ['an edit of a pod', 'PATCH', `${core}/pods/x`, { metadata: { labels: { a: 'b' } } }],
    ['the end of a pod', 'DELETE', `${core}/pods/x`],
    ['the end of all pods', 'DELETE', `${core}/pods`],
    ['an eviction', 'POST', `${core}/pods/x/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata }],
    ['a command in a pod', 'POST', `${core}/pods/x/exec?command=id&stdout=true`],
    ['a command in a pod, by GET', 'GET', `${core}/pods/x/exec?command=id&stdout=true`],
    ['a command in the API', 'POST', `/api/v1/namespaces/${release}/pods/x/exec?command=id&stdout=true`],
    ['the input of a pod', 'POST', `${core}/pods/x/attach?stdin=true`],
    ['ports of a pod', 'POST', `${core}/pods/x/portforward?ports=80`],
    ['a web server in a pod', 'GET', `${core}/pods/x/proxy/`],
    ['a container added to a pod', 'PATCH', `${core}/pods/x/ephemeralcontainers`, { spec: {} }],
    ['the logs of the API', 'GET', `/api/v1/namespaces/${release}/pods/x/log`],

    ['another Job in place of one', 'PUT', `${batch}/jobs/x`, { apiVersion: 'batch/v1', kind: 'Job', metadata }],
    ['an edit of a Job', 'PATCH', `${batch}/jobs/x`, { spec: { parallelism: 100 } }],
    ['the status of a Job', 'PATCH', `${batch}/jobs/x/status`, { status: {} }],
    ['the end of all Jobs', 'DELETE', `${batch}/jobs`],
    ['a cron job', 'POST', `${batch}/cronjobs`, { apiVersion: 'batch/v1', kind: 'CronJob', metadata }],
    ['a Job beside the API', 'POST', `/apis/batch/v1/namespaces/${release}/jobs`, {}],
    ['a Job of the system', 'POST', '/apis/batch/v1/namespaces/kube-system/jobs', {}],
    ['the Jobs of all namespaces', 'GET', '/apis/batch/v1/jobs'],
    ['a deployment', 'POST', `/apis/apps/v1/namespaces/${agents}/deployments`, {}],
    ['the deployment of the API', 'PATCH', `/apis/apps/v1/namespaces/${release}/deployments/axoloom-api`, {}],
    ['a pod on every node', 'POST', `/apis/apps/v1/namespaces/${agents}/daemonsets`, {}],
    ['the pods of the release', 'GET', `/api/v1/namespaces/${release}/pods`],
    ['the pods of the system', 'GET', '/api/v1/namespaces/kube-system/pods'],
    ['the events of all namespaces', 'GET', '/api/v1/events'],
    ['an event of its own', 'POST', `${core}/events`, {}],

    ['the service accounts', 'GET', `${core}/serviceaccounts`],
    ['a token of the agents', 'POST', `${core}/serviceaccounts/agent-none/token`, tokenRequest],
    [
      'a longer token of its own',
      'POST',
      `/api/v1/namespaces/${release}/serviceaccounts/axoloom-api/token`,
      tokenRequest,
    ],
    [
      'a token of the system',
      'POST',
      '/api/v1/namespaces/kube-system/serviceaccounts/job-controller/token',
      tokenRequest,
    ],
    ['its own role, changed', 'PATCH', `${rbac}/namespaces/${agents}/roles/axoloom-api`, { rules: [] }],
    ['a role of its own', 'POST', `${rbac}/namespaces/${agents}/roles`, { metadata, rules: [] }],
    ['a binding of its own', 'POST', `${rbac}/namespaces/${agents}/rolebindings`, { metadata, roleRef: admin }],
    ['a binding for the cluster', 'POST', `${rbac}/clusterrolebindings`, { metadata, roleRef: admin }],
    ['the roles of the cluster', 'GET', `${rbac}/clusterroles`],
    ['somebody else’s name', 'GET', `${batch}/jobs`, undefined, { 'impersonate-user': 'admin' }],
    [
      'a group of masters',
      'GET',
      `${batch}/jobs`,
      undefined,
      { 'impersonate-user': 'a', 'impersonate-group': 'system:masters' },
    ],

    ['all namespaces', 'GET', '/api/v1/namespaces'],
    ['the labels of the agents’ namespace', 'PATCH', core, { metadata: { labels: { a: 'b' } } }],
    ['the end of the agents’ namespace', 'DELETE', core],
    ['the network policies', 'GET', `/apis/networking.k8s.io/v1/namespaces/${agents}/networkpolicies`],
    ['the end of the network policies', 'DELETE', `/apis/networking.k8s.io/v1/namespaces/${agents}/networkpolicies`],
    ['the quota', 'PATCH', `${core}/resourcequotas/axoloom-agents`, { spec: {} }],
    ['the limits', 'DELETE', `${core}/limitranges/axoloom-agents`],
    ['the rules for Jobs', 'DELETE', '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies'],
    ['where those rules hold', 'DELETE', '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings'],
    ['services', 'GET', `${core}/services`],
    ['leases', 'POST', `/apis/coordination.k8s.io/v1/namespaces/${agents}/leases`, {}],
    ['claims of volumes', 'POST', `${core}/persistentvolumeclaims`, {}],

    ['the nodes', 'GET', '/api/v1/nodes'],
    ['a node', 'GET', `/api/v1/nodes/${node}`],
    ['the kubelet, through the API server', 'GET', `/api/v1/nodes/${node}/proxy/pods`],
    ['an edit of a node', 'PATCH', `/api/v1/nodes/${node}`, { spec: { unschedulable: true } }],
    ['volumes', 'GET', '/api/v1/persistentvolumes'],
    ['kinds of its own', 'GET', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'],
    ['a certificate', 'POST', '/apis/certificates.k8s.io/v1/certificatesigningrequests', {}],
    ['a look at other tokens', 'POST', '/apis/authentication.k8s.io/v1/tokenreviews', {}],
    ['the metrics of the API server', 'GET', '/metrics'],
    ['the profile of the API server', 'GET', '/debug/pprof/'],
    ['the log files of the API server', 'GET', '/logs/'],
  ]
  return rows.map(([name, method, path, body, headers]) => ({
    name,
    method,
    path,
    ...(body === undefined ? {} : { body }),
    ...(headers === undefined ? {} : { headers }),
  }))
}
