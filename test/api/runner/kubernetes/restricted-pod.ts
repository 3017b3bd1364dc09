import type { V1Container, V1PodSpec } from '@kubernetes/client-node'
import type { Wire } from '../../../../api/runner/kubernetes/wire.ts'

/**
 * What Pod Security level "restricted" would say against a pod: https://kubernetes.io/docs/concepts/security/pod-security-standards.
 * Only what a template or a setting of ours could get wrong; a real API server has the last word.
 */
export function restrictedBreaches(pod: Wire<V1PodSpec>): string[] {
  const containers = [...pod.containers, ...(pod.initContainers ?? [])]
  return [
    ...podBreaches(pod),
    ...containers.flatMap((container) =>
      containerBreaches(pod, container).map((breach) => `${container.name}: ${breach}`),
    ),
  ]
}

/** Kinds of volumes that can hold nothing of the node. */
const harmlessVolumes = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]

function podBreaches(pod: Wire<V1PodSpec>): string[] {
  const kinds = (pod.volumes ?? []).flatMap((volume) => Object.keys(volume).filter((key) => key !== 'name'))
  return [
    ...(['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => pod[field] === true),
    ...kinds.filter((kind) => !harmlessVolumes.includes(kind)).map((kind) => `volume ${kind}`),
    ...((pod.securityContext?.sysctls ?? []).length > 0 ? ['sysctls'] : []),
    ...(pod.securityContext?.runAsUser === 0 ? ['runAsUser 0'] : []),
  ]
}

function containerBreaches(pod: Wire<V1PodSpec>, { securityContext = {}, ports = [] }: Wire<V1Container>): string[] {
  const { capabilities } = securityContext
  const seccomp = (securityContext.seccompProfile ?? pod.securityContext?.seccompProfile)?.type ?? ''
  const checks: readonly [isFine: boolean, breach: string][] = [
    [securityContext.privileged !== true, 'privileged'],
    [securityContext.allowPrivilegeEscalation === false, 'allowPrivilegeEscalation'],
    [(securityContext.runAsNonRoot ?? pod.securityContext?.runAsNonRoot) === true, 'runAsNonRoot'],
    [securityContext.runAsUser !== 0, 'runAsUser 0'],
    [['RuntimeDefault', 'Localhost'].includes(seccomp), 'seccompProfile'],
    [capabilities?.drop?.includes('ALL') === true, 'capabilities not dropped'],
    [(capabilities?.add ?? []).every((name) => name === 'NET_BIND_SERVICE'), 'capabilities added'],
    [(securityContext.procMount ?? 'Default') === 'Default', 'procMount'],
    [ports.every(({ hostPort = 0 }) => hostPort === 0), 'hostPort'],
  ]
  return checks.filter(([isFine]) => !isFine).map(([, breach]) => breach)
}
