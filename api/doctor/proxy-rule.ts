import type { Fix } from '#contract/doctor.ts'
import { commonName } from '../networks.ts'
import { fixBy, type Outcome, ok, warning } from '../runner/runner-check.ts'
import { START } from '../start-command.ts'
import { quoted, type Rule } from './rule.ts'

/** A peer that told for whom it calls, and was not believed. */
interface SeenProxy {
  readonly address: string
  readonly calls: number
  readonly lastAtMs: number
}

export interface ProxyOptions {
  /** Who calls most comes first. */
  seen(): readonly SeenProxy[]
  /** Words of TRUST_PROXY as they are now. */
  readonly trusted: readonly string[]
  /** Whether anything is counted by address at all. */
  readonly isCounted: boolean
  readonly isInCluster: boolean
}

/** More are hardly all proxies. */
const MAX_NAMED = 3

/** Whether calls come by way of a proxy that nobody named. */
export function proxyRule(options: ProxyOptions): Rule {
  return {
    id: 'proxy',
    area: 'network',
    about: 'What stands between callers and this server',
    async look() {
      const seen = options.seen().slice(0, MAX_NAMED)
      return seen.length === 0 ? ok('No call came by way of a proxy that is not trusted.') : judge(seen, options)
    },
  }
}

function judge(seen: readonly SeenProxy[], options: ProxyOptions): Outcome {
  const way = `Callers come by way of ${seen.map(({ address }) => address).join(', ')}`
  if (!options.isCounted) return ok(`${way}, which is not trusted; nothing is counted by address.`)
  const calls = seen.reduce((sum, proxy) => sum + proxy.calls, 0)
  const last = new Date(Math.max(...seen.map(({ lastAtMs }) => lastAtMs))).toISOString()
  return warning(
    `${way}, which is not trusted: they share its address.`,
    `${calls} of its calls told in X-Forwarded-For whom they are for, the last at ${last}. One caller who tries wrong keys uses up the calls of all.`,
    fixFor(seen, options),
  )
}

function fixFor(seen: readonly SeenProxy[], { trusted, isInCluster }: ProxyOptions): Fix {
  const text =
    'Trust it if it is a proxy of yours. If you do not know it, somebody made the header up, and was ignored.'
  // in a cluster the pods of a proxy come and go, and their addresses with them
  const wordOf = ({ address }: SeenProxy) => (isInCluster ? (commonName(address) ?? address) : address)
  const words = [...new Set([...trusted, ...seen.map(wordOf)])].join(',')
  const values = quoted(`api.trustProxy={${words}}`)
  return fixBy(
    text,
    isInCluster
      ? `helm upgrade axoloom deploy/charts/axoloom --reuse-values --set ${values}`
      : `TRUST_PROXY=${words} ${START}`,
  )
}
