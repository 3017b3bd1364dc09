import { readFile } from 'node:fs/promises'
import type { V1Job, V1JobSpec, V1PodSpec, V1PodTemplateSpec } from '@kubernetes/client-node'
import { parse } from 'yaml'
import { z } from 'zod'
import { AGENT_CONTAINER } from './names.ts'
import type { Wire } from './wire.ts'

/** A Job that was checked: copies of it are filled in and created. */
export interface JobTemplate extends Wire<V1Job> {
  spec: Wire<V1JobSpec> & { template: Wire<V1PodTemplateSpec> & { spec: Wire<V1PodSpec> } }
}

/** A template that no attempt can run from; one sentence for each fault. */
export class JobTemplateError extends Error {
  override readonly name = 'JobTemplateError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(problems.join('\n'), options)
    this.problems = problems
  }
}

/** Reads and checks the template at `path`. Throws JobTemplateError. */
export async function loadJobTemplate(path: string): Promise<JobTemplate> {
  return parseJobTemplate(await readTemplate(path), path)
}

/** The template in `text`; `file` is how faults name it. Throws JobTemplateError. */
export function parseJobTemplate(text: string, file: string): JobTemplate {
  const document = parseYaml(text, file)
  const checked = Checked.safeParse(document)
  if (checked.success) return document as JobTemplate
  throw new JobTemplateError(
    checked.error.issues.map(({ path, message }) => `${file}: ${faultAt(document, path)}; ${message}.`),
  )
}

// Each message finishes the sentence "… is X; …". What is not named here is the template's own business.
const noSecret = z.never('write a plain value or leave it out, because an agent reads no secret').optional()
const once = z.literal(1, 'write 1 or leave it out, because an attempt is one pod').optional()

const Container = z.looseObject(
  {
    name: z.literal(AGENT_CONTAINER, `write ${AGENT_CONTAINER}, because the log of that container is read`),
    env: z.array(z.looseObject({ valueFrom: noSecret }), 'write a list of names with values').optional(),
    envFrom: noSecret,
  },
  'write a container',
)
const PodSpec = z.looseObject(
  {
    restartPolicy: z.literal('Never', 'write Never, because a retry is a Job of its own'),
    containers: z.tuple([Container], `write one container named ${AGENT_CONTAINER}`),
  },
  'write the spec of a pod',
)
const FailureRule = z.looseObject({
  action: z.string().refine((action) => action !== 'Ignore', {
    error: 'take the rule out, because it starts a second pod that prints from the beginning again',
  }),
})
const JobSpec = z.looseObject(
  {
    backoffLimit: z.literal(0, 'write 0, because a retry is a Job of its own'),
    completions: once,
    parallelism: once,
    completionMode: z.literal('NonIndexed', 'leave it out, because an attempt is one pod').optional(),
    podFailurePolicy: z.looseObject({ rules: z.array(FailureRule) }).optional(),
    activeDeadlineSeconds: z.int('write the seconds after which it has to end').min(1, 'write 1 or more'),
    ttlSecondsAfterFinished: z
      .int('write the seconds after which what was left behind is deleted, for example 86400')
      .min(3600, 'write 3600 or more, because the log goes with the Job'),
    template: z.looseObject({ spec: PodSpec }, 'write the template of a pod'),
  },
  'write the spec of a Job',
)
const Checked = z.looseObject(
  {
    apiVersion: z.literal('batch/v1', 'write batch/v1'),
    kind: z.literal('Job', 'write Job'),
    spec: JobSpec,
  },
  'write one Job',
)

async function readTemplate(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const advice = 'set JOB_TEMPLATE to a file that can be read, or leave it out'
    throw new JobTemplateError([`The Job template ${path} cannot be read (${why}); ${advice}.`], { cause })
  }
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text)
  } catch (cause) {
    // What follows the first line is a drawing of the place.
    const why = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]?.replace(/[:.\s]+$/, '')
    throw new JobTemplateError([`${file}: this is no YAML document (${why}); mend it.`], { cause })
  }
}

const SHOWN_CHARACTERS = 60

/** `spec.backoffLimit is 3`, or the whole document when the path is empty. */
function faultAt(document: unknown, path: readonly PropertyKey[]): string {
  const name = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
  const value = path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), document)
  if (value === undefined) return `${name.slice(1)} is missing`
  if (Array.isArray(value)) return `${name.slice(1)} has ${value.length} entries`
  const shown = JSON.stringify(value)
  const short = shown.length > SHOWN_CHARACTERS ? `${shown.slice(0, SHOWN_CHARACTERS)}…` : shown
  return `${name === '' ? 'the document' : name.slice(1)} is ${short}`
}

function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null
}
