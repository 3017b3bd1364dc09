/** What is asked of a container's log. The lines come with the kubelet's stamps in any case. */
export interface PodLogQuery {
  /** Stays open and gives what is printed later. */
  readonly follow: boolean
  /** RFC 3339 in whole seconds: lines with an older stamp are left out. */
  readonly sinceTime?: string
  readonly limitBytes?: number
}

/** The log of one container, as it can be read. */
export interface PodLogSource {
  readonly containerId: string
  /** Throws `KubeError`. A chunk's memory may be used again for the next one. */
  open(query: PodLogQuery, signal: AbortSignal): AsyncIterable<Buffer>
  /** The container has ended or the pod is gone: nothing more will be printed. */
  isOver(): boolean
  /** Resolves when `isOver()` becomes true. */
  over(signal: AbortSignal): Promise<void>
}
