import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import type { WireJob } from '../../../api/runner/kubernetes/wire.ts'
import { failure, notFound, send, sendStatus, success } from './answers.ts'
import type { KubeRequest } from './kube-request.ts'
import type { ObjectStore } from './object-store.ts'
import { type Collection, isOwnedBy, kinds, kubeTime, nameOf, nameSuffix, uidOf } from './objects.ts'

const JobBody = z.looseObject({
  metadata: z.looseObject({ name: z.string().optional(), generateName: z.string().optional() }),
  spec: z.looseObject({
    template: z.looseObject({
      spec: z.looseObject({
        containers: z.array(z.looseObject({ name: z.string(), image: z.string() })).min(1),
        restartPolicy: z.enum(['Never', 'OnFailure']),
      }),
    }),
  }),
})

/** Takes a job as a server does: checked, completed, or refused because there is one of that name. */
export function createJob(store: ObjectStore, namespace: string, body: unknown, response: ServerResponse): void {
  const checked = JobBody.safeParse(body)
  if (!checked.success) {
    return void sendStatus(response, failure(422, `Job.batch is invalid: ${z.prettifyError(checked.error)}`))
  }
  const given = checked.data as unknown as WireJob
  const { generateName, name = `${generateName ?? 'job-'}${nameSuffix()}` } = given.metadata ?? {}
  const metadata = { ...given.metadata, name, namespace, uid: randomUUID(), generation: 1 }
  const created = store.create('jobs', completed({ ...given, metadata, status: {} }))
  if (created === null) {
    const details = { name, group: 'batch', kind: 'jobs' }
    return void sendStatus(response, failure(409, `jobs.batch "${name}" already exists`, details))
  }
  send(response, 201, created)
}

function completed({ spec, ...job }: WireJob): WireJob {
  const { name = '', uid = '' } = job.metadata ?? {}
  if (spec === undefined) return job
  const marks = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  }
  const labels = { ...spec.template.metadata?.labels, ...marks }
  return {
    ...job,
    spec: {
      parallelism: 1,
      completions: 1,
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      suspend: false,
      ...spec,
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
  }
}

const DeleteOptions = z.looseObject({
  gracePeriodSeconds: z.number().optional(),
  propagationPolicy: z.string().optional(),
  preconditions: z.looseObject({ uid: z.string().optional() }).optional(),
})

export interface DeleteHands {
  /** Null: the pod's own grace time. */
  deletePod(namespace: string, name: string, graceMs: number | null): void
}

/** Deletes one object; a foreground one stays until its pods are gone. */
export function deleteObject(
  store: ObjectStore,
  hands: DeleteHands,
  { namespace, name, query }: KubeRequest,
  collection: Collection,
  body: unknown,
  response: ServerResponse,
): void {
  const { group } = kinds[collection]
  const target = store.get(collection, namespace ?? '', name ?? '')
  if (target === null) return void sendStatus(response, notFound(collection, name ?? '', group))
  const options = DeleteOptions.safeParse(body ?? {}).data ?? {}
  const wantedUid = options.preconditions?.uid
  if (wantedUid !== undefined && wantedUid !== uidOf(target)) {
    const message = `Precondition failed: UID in precondition: ${wantedUid}, UID in object meta: ${uidOf(target)}`
    return void sendStatus(response, { ...failure(409, message), reason: 'Conflict' })
  }
  if (collection === 'pods') {
    const grace = options.gracePeriodSeconds ?? query.get('gracePeriodSeconds')
    hands.deletePod(namespace ?? '', nameOf(target), grace === null ? null : Number(grace) * 1000)
    return void send(response, 200, store.get('pods', namespace ?? '', nameOf(target)) ?? target)
  }
  const policy = options.propagationPolicy ?? query.get('propagationPolicy')
  if (collection === 'jobs' && policy === 'Foreground') {
    return void deleteInForeground(store, hands, target as WireJob, response)
  }
  store.remove(collection, namespace ?? '', nameOf(target))
  sendStatus(response, success({ name, group, kind: collection, uid: uidOf(target) }))
}

function deleteInForeground(store: ObjectStore, hands: DeleteHands, job: WireJob, response: ServerResponse): void {
  const namespace = job.metadata?.namespace ?? ''
  const podsLeft = () => store.all('pods', namespace).filter((pod) => isOwnedBy(pod, job))
  const marked = store.update('jobs', namespace, nameOf(job), ({ metadata }) => {
    if (metadata === undefined) return
    metadata.deletionTimestamp = kubeTime(Date.now())
    metadata.finalizers = ['foregroundDeletion']
  })
  const removeWhenAlone = () => {
    if (podsLeft().length > 0) return
    unsubscribe()
    store.remove('jobs', namespace, nameOf(job))
  }
  const unsubscribe = store.subscribe(({ type, collection }) => {
    if (type === 'DELETED' && collection === 'pods') removeWhenAlone()
  })
  for (const pod of podsLeft()) hands.deletePod(namespace, nameOf(pod), null)
  send(response, 200, marked ?? job)
  removeWhenAlone()
}
