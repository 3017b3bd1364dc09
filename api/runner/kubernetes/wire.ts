import type { CoreV1Event, V1Job, V1Pod } from '@kubernetes/client-node'

/** A Kubernetes type as JSON carries it: the library's types hold dates where the wire has RFC 3339 text. */
export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> }
      : T

export type WireJob = Wire<V1Job>
export type WirePod = Wire<V1Pod>
export type WireEvent = Wire<CoreV1Event>
