import { setTimeout as delay } from 'node:timers/promises'
import { ulid } from 'ulid'
import { z } from 'zod'
import type { AgentPodSettings } from './agent-pod-settings.ts'
import { byAddress, hostPort } from './gateway-address.ts'
import { fillProbe } from './job-manifest.ts'
import type { JobTemplate } from './job-template.ts'
import type { KubeApi } from './kube-api.ts'
import { AGENT_CONTAINER, probeSelector } from './names.ts'

/** Pulling the image may take most of it. */
const PROBE_MS = 180_000
const POLL_MS = 300

export interface ProbeOptions {
  readonly api: KubeApi
  readonly installation: string
  readonly template: JobTemplate
  readonly settings: AgentPodSettings
  readonly gatewayUrl: string
  /** `host:port` each, all known to listen, none of which an agent may reach. */
  readonly forbidden: readonly string[]
}

/** Agents of this cluster can reach what they must not, or it could not be found out. */
export class NetworkPolicyError extends Error {
  override readonly name = 'NetworkPolicyError'
  /** Something answers that must not, the gateway does not, or nobody could find out. */
  readonly found: 'open' | 'no-gateway' | 'nothing'

  constructor(found: NetworkPolicyError['found'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.found = found
  }
}

const Probe = z.object({ probe: z.array(z.object({ target: z.string(), isOpen: z.boolean() })) })

/**
 * Runs one pod just like an agent's and has it try what agents must not reach. Throws NetworkPolicyError when something
 * of it answers, or when not even the gateway does: then nothing was proven.
 */
export async function checkNetworkPolicy(options: ProbeOptions, signal: AbortSignal): Promise<void> {
  const { api, installation, template, settings, forbidden } = options
  const limited = AbortSignal.any([signal, AbortSignal.timeout(PROBE_MS)])
  const door = hostPort(await byAddress(options.gatewayUrl))
  await removeProbes(api, installation, limited)
  const job = fillProbe(
    template,
    { name: `axoloom-probe-${ulid().toLowerCase()}`, targets: [door, ...forbidden] },
    settings,
    installation,
  )
  try {
    await api.createJob(job, limited)
    judge(await answerOf(api, installation, limited), door)
  } catch (error) {
    if (error instanceof NetworkPolicyError || signal.aborted) throw error
    const why = limited.aborted
      ? `no answer within ${PROBE_MS / 1000} s`
      : error instanceof Error
        ? error.message
        : String(error)
    throw new NetworkPolicyError('nothing', `The network check of the agents' namespace could not be made: ${why}.`, {
      cause: error,
    })
  } finally {
    await api.deleteJob(job.metadata?.name ?? '', signal).catch(() => {})
  }
}

function judge({ probe }: z.infer<typeof Probe>, door: string): void {
  const open = probe.filter(({ target, isOpen }) => isOpen && target !== door).map(({ target }) => target)
  if (open.length > 0) {
    throw new NetworkPolicyError(
      'open',
      `Agents can reach ${open.join(' and ')}: this cluster does not enforce the network policies of the agents' namespace. ` +
        'Install a network plugin that does, or set REQUIRE_NETWORK_POLICY=false and trust your agents.',
    )
  }
  if (!probe.some(({ target, isOpen }) => isOpen && target === door)) {
    throw new NetworkPolicyError(
      'no-gateway',
      `Agents cannot reach their gateway at ${door}. Check AGENT_GATEWAY_URL and the network policy that opens this door.`,
    )
  }
}

async function answerOf(api: KubeApi, installation: string, signal: AbortSignal) {
  for (;;) {
    const { items } = await api.list('pods', probeSelector(installation), signal)
    const done = items.find(({ status }) => status?.phase === 'Succeeded' || status?.phase === 'Failed')
    const name = done?.metadata?.name
    if (name !== undefined) return readAnswer(api, name, signal)
    await delay(POLL_MS, undefined, { signal })
  }
}

async function readAnswer(api: KubeApi, pod: string, signal: AbortSignal) {
  const chunks: Buffer[] = []
  const query = { container: AGENT_CONTAINER, follow: false, limitBytes: 65_536 }
  for await (const chunk of api.log(pod, query, signal)) chunks.push(Buffer.from(chunk))
  const text = Buffer.concat(chunks).toString()
  const json = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)
  try {
    return Probe.parse(JSON.parse(json))
  } catch (error) {
    throw new Error(`the probe said "${text.slice(0, 200).trim()}"`, { cause: error })
  }
}

/** Of a start that was cut off. */
async function removeProbes(api: KubeApi, installation: string, signal: AbortSignal): Promise<void> {
  const { items } = await api.list('jobs', probeSelector(installation), signal)
  for (const { metadata } of items) if (metadata?.name !== undefined) await api.deleteJob(metadata.name, signal)
  const isAnyLeft = async () => (await api.list('pods', probeSelector(installation), signal)).items.length > 0
  while (await isAnyLeft()) await delay(POLL_MS, undefined, { signal })
}
