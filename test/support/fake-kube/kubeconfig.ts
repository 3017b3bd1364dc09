/** A kubeconfig for one user of one server. */
export function kubeconfig(url: string, namespace: string, token: string): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'fake', cluster: { server: url, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'fake', user: { token } }],
    contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake', namespace } }],
    'current-context': 'fake',
  }
  // YAML reads JSON
  return JSON.stringify(config, null, 2)
}
