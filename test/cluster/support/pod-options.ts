import type { AgentPodSettings } from '../../../api/runner/kubernetes/agent-pod-settings.ts'
import { agentSettings } from '../../chart/good-job.ts'
import type { Values } from './installation.ts'

/** Names of objects of the cluster that some options ask for. */
export interface OptionNames {
  readonly runtimeClass: string
  readonly priorityClass: string
}

/** Everything that the settings may add to an agent's pod, each with the value of the chart that stands for it. */
function optionsOf({ runtimeClass, priorityClass }: OptionNames) {
  const tolerations = [
    { key: 'example.com/gpu', operator: 'Equal', value: 'yes', effect: 'NoSchedule' },
    { key: 'example.com/spot', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 },
  ] as const
  const nodeSelector = { 'kubernetes.io/os': 'linux', 'example.com/pool': 'agents' }
  const imagePullSecrets = ['registry-one', 'registry-two']
  const options: readonly [Partial<AgentPodSettings>, Values][] = [
    [{ runtimeClass }, { runtimeClassName: runtimeClass }],
    [{ priorityClass }, { priorityClassName: priorityClass }],
    [{ nodeSelector }, { nodeSelector }],
    [{ tolerations }, { tolerations }],
    [{ imagePullSecrets }, { imagePullSecrets }],
    [{ queue: 'lanes' }, { queue: 'lanes' }],
  ]
  return options
}

export interface Combination {
  readonly settings: AgentPodSettings
  /** Values of the chart below `agents`. */
  readonly agents: Values
}

/** Every combination of the options, or those whose number is in `rows`: bit i stands for option i. */
export function combinations(
  names: OptionNames,
  image: string,
  namespaceOf: (row: number) => string,
  rows?: readonly number[],
): Combination[] {
  const options = optionsOf(names)
  const all = Array.from({ length: 2 ** options.length }, (_, row) => row)
  return (rows ?? all).map((row) => {
    const chosen = options.filter((_, i) => (row & (1 << i)) !== 0)
    const settings = Object.assign({}, agentSettings(namespaceOf(row), image), ...chosen.map(([setting]) => setting))
    const agents = Object.assign({ namespace: namespaceOf(row), image }, ...chosen.map(([, value]) => value))
    return { settings, agents }
  })
}

/** Eight of the 64 combinations in which every two options meet with both, either and neither set (an orthogonal array). */
export const pairwise: readonly number[] = orthogonal()

function orthogonal(): number[] {
  return Array.from({ length: 8 }, (_, row) => {
    const [a, b, c] = [row & 1, (row >> 1) & 1, (row >> 2) & 1] as const
    const columns = [a, b, c, a ^ b, a ^ c, b ^ c]
    return columns.reduce((bits, isSet, i) => bits | (isSet << i), 0)
  })
}
