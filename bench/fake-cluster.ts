import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { programPath } from './peer.ts'

/** A fake API server in a process of its own, so that its work is on neither side's account. */
export interface FakeCluster {
  /** Path of a file for `KUBECONFIG`. */
  readonly kubeconfig: string
  readonly namespace: string
  /** When a log was asked for first since the last call (ns, CLOCK_MONOTONIC); null when none was. */
  firstRead(): Promise<bigint | null>
  close(): Promise<void>
}

/** What its pods print: their whole log of so many lines at once, or so many lines a second. */
export type PodsPrint = { readonly kind: 'full' | 'paced'; readonly count: number }

export async function startFakeCluster({ kind, count }: PodsPrint): Promise<FakeCluster> {
  const child = spawn(process.execPath, [programPath('fake-cluster.ts'), kind, String(count)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const { kubeconfig, namespace } = await answerOf<{ kubeconfig: string; namespace: string }>(child)
  return {
    kubeconfig,
    namespace,
    async firstRead() {
      child.send('reads')
      const { firstReadNs } = await answerOf<{ firstReadNs: string | null }>(child)
      return firstReadNs === null ? null : BigInt(firstReadNs)
    },
    async close() {
      const exit = once(child, 'exit')
      child.disconnect()
      await exit
    },
  }
}

async function answerOf<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController()
  const onExit = () => ended.abort(new Error('the fake API server ended'))
  child.once('exit', onExit)
  try {
    const [message] = await once(child, 'message', { signal: ended.signal })
    return message as T
  } catch (error) {
    throw ended.signal.aborted ? ended.signal.reason : error
  } finally {
    child.off('exit', onExit)
  }
}

/** Settings of an API whose agents are that cluster's pods. They print and nothing else, so nobody calls the gateway. */
export function settingsFor({ kubeconfig, namespace }: FakeCluster): Record<string, string> {
  return {
    RUNNER: 'kubernetes',
    KUBECONFIG: kubeconfig,
    AGENT_NAMESPACE: namespace,
    AGENT_IMAGE: 'axoloom-agent:bench',
    AGENT_GATEWAY_URL: 'http://127.0.0.1:9',
  }
}
