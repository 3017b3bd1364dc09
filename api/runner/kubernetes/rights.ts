import type { KubeApi, ResourceRule, RulesReview } from './kube-api.ts'
import type { WatchLogger } from './watch-resource.ts'

/** What may be done to one kind of object. */
export interface Right {
  /** Empty for the core group. */
  readonly apiGroup: string
  readonly resource: string
  readonly verbs: readonly string[]
}

/** All that the runner needs, and all that its Role grants. */
export const neededRights: readonly Right[] = [
  { apiGroup: 'batch', resource: 'jobs', verbs: ['create', 'get', 'list', 'watch', 'delete'] },
  { apiGroup: '', resource: 'pods', verbs: ['get', 'list', 'watch'] },
  { apiGroup: '', resource: 'pods/log', verbs: ['get'] },
  { apiGroup: '', resource: 'events', verbs: ['get', 'list', 'watch'] },
]

/** Something that the runner needs is not granted; the message holds the rules to add, as YAML. */
export class MissingRightsError extends Error {
  override readonly name = 'MissingRightsError'
}

/**
 * Asks the API server what we may do. Throws `MissingRightsError` for what is missing, or warns of it when the server
 * itself does not know for sure. Throws `KubeError` when it does not answer.
 */
export async function checkRights(
  api: Pick<KubeApi, 'namespace' | 'reviewRules'>,
  logger: Pick<WatchLogger, 'warn'>,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const review = await api.reviewRules(signal)
  const missing = missingRights(review)
  if (missing.length === 0) return
  const message = explainMissing(missing, api.namespace)
  if (!review.isIncomplete) throw new MissingRightsError(message)
  const fields = { namespace: api.namespace, missing: missing.flatMap(inWords) }
  logger.warn(fields, 'the API server cannot say whether these rights are granted; an agent may fail to start')
}

/** What of the needed rights no rule grants. */
export function missingRights({ rules }: Pick<RulesReview, 'rules'>): Right[] {
  return neededRights.flatMap((right) => {
    const verbs = right.verbs.filter((verb) => !rules.some((rule) => isGranted(rule, right, verb)))
    return verbs.length === 0 ? [] : [{ ...right, verbs }]
  })
}

/** A sentence for each missing verb, and the YAML that grants it. */
export function explainMissing(missing: readonly Right[], namespace: string): string {
  const rules = missing.map(
    ({ apiGroup, resource, verbs }) =>
      `- apiGroups: ["${apiGroup}"]\n  resources: ["${resource}"]\n  verbs: [${verbs.map((verb) => `"${verb}"`).join(', ')}]`,
  )
  const words = missing.flatMap(inWords).join(', ')
  return `The API may not do this in namespace ${namespace}: ${words}. Add these rules to its Role there:\n${rules.join('\n')}`
}

// A rule for certain names cannot allow what has no name yet, nor a list.
function isGranted({ verbs, apiGroups, resources, resourceNames }: ResourceRule, right: Right, verb: string): boolean {
  return (
    resourceNames.length === 0 &&
    holds(verbs, verb) &&
    holds(apiGroups, right.apiGroup) &&
    (holds(resources, right.resource) || resources.includes(anySubresource(right.resource)))
  )
}

const holds = (words: readonly string[], word: string) => words.includes('*') || words.includes(word)

/** `pods/log` is also granted by a rule for all logs. */
const anySubresource = (resource: string) => resource.replace(/^[^/]+\//, '*/')

const inWords = ({ resource, verbs }: Right) => verbs.map((verb) => `${verb} ${resource}`)
