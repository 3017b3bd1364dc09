/** Longest part of a message of Kubernetes that is shown; some list every node. */
const SHOWN_CHARACTERS = 300

/** A sentence for people, followed by what Kubernetes said itself, in short, if it said anything. */
export function withKubernetes(sentence: string, said: string | undefined): string {
  const short = shortened(said ?? '')
  return short === '' ? sentence : `${sentence} Kubernetes: ${short}`
}

/** On one line and without characters that steer a terminal. */
function shortened(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
  const characters = Array.from(line)
  return characters.length > SHOWN_CHARACTERS ? `${characters.slice(0, SHOWN_CHARACTERS).join('')}…` : line
}

/** How a container ended that ran and was not stopped for a reason Kubernetes knows. */
export function exitText(exit: number): string {
  const signal = linuxSignals[exit - 128]
  if (signal === undefined) return `The agent ended with exit code ${exit}.`
  return `The agent was ended by ${signal} (exit code ${exit}).`
}

/** `limitS`: what the Job allowed, as far as that is known. Once its pod is gone nobody can say whether it had begun. */
export function deadlineText(limitS: number | undefined): string {
  return `The deadline${limitS === undefined ? '' : ` of ${limitS} s`} was over before the agent was done.`
}

/** Numbers of the nodes' system; that of the API may count differently. */
const linuxSignals: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  31: 'SIGSYS',
}

/** What each word of Kubernetes for a pod that was taken away means, as the end of a sentence. */
export const evictionTexts: Readonly<Record<string, string>> = {
  Evicted: 'The node stopped the agent because something ran short or the agent used more disk than it may.',
  Preempting: 'The node needed the place of the agent for something more important.',
  Terminated: 'The node was shut down while the agent was at work.',
  NodeShutdown: 'The node was being shut down when the agent was to start.',
  NodeAffinity: 'The node did not fit the agent any more when it was to start.',
  OutOfcpu: 'The node had no processor time left when the agent was to start.',
  OutOfmemory: 'The node had no memory left when the agent was to start.',
  'OutOfephemeral-storage': 'The node had no disk left when the agent was to start.',
  OutOfpods: 'The node had no place for another pod when the agent was to start.',
  UnexpectedAdmissionError: 'The node would not take the agent when it was to start.',
}

/** The reasons of the condition `DisruptionTarget`, each with what it means for the attempt. */
export const disruptionTexts: Readonly<Record<string, readonly [reason: 'evicted' | 'node-lost', text: string]>> = {
  PreemptionByScheduler: ['evicted', 'A more important pod took the place of the agent.'],
  EvictionByEvictionAPI: ['evicted', 'The agent was asked to leave its node, as it is when a node is emptied.'],
  TerminationByKubelet: ['evicted', 'The node stopped the agent to keep itself working.'],
  DeletionByTaintManager: ['node-lost', 'The node of the agent stopped answering or was closed.'],
  DeletionByPodGC: ['node-lost', 'The node of the agent is no longer part of the cluster.'],
}
