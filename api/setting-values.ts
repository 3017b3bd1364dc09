import { z } from 'zod'

/** The forms that the text of a setting may have, each parsed into what the code uses. */
export const Whole = z.string().regex(/^\d+$/).transform(Number)
export const Port = Whole.pipe(z.int().max(65535))
export const Seconds = Whole.pipe(z.int().min(1).max(86_400))
export const Text = z.string().min(1)
export const List = z.string().transform((text) => text.split(/[,\s]+/).filter((entry) => entry !== ''))
export const Keys = List.pipe(z.array(z.string().min(16)).min(1))
export const Flag = z.enum(['true', 'false']).transform((text) => text === 'true')

// The forms of Kubernetes: https://kubernetes.io/docs/concepts/overview/working-with-objects/names and …/labels
const label = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?'
/** Name of a namespace, a queue. */
export const LabelName = z.string().regex(new RegExp(`^${label}$`))
/** Name of most other objects. */
export const ObjectName = z
  .string()
  .max(253)
  .regex(new RegExp(`^${label}(\\.${label})*$`))
export const ObjectNames = List.pipe(z.array(ObjectName).min(1))
/** The node says what is wrong with a name that is none; a blank would only hide it. */
export const ImageName = z.string().regex(/^\S+$/)

const word = '[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?'
const LabelKey = z.string().regex(new RegExp(`^(${label}(\\.${label})*/)?${word}$`))
const LabelValue = z.string().regex(new RegExp(`^(${word})?$`))

/** `key=value,key=value`. */
export const Labels = List.pipe(z.array(z.string().transform(pair)).min(1)).transform((pairs, context) => {
  const labels = Object.fromEntries(pairs)
  if (Object.keys(labels).length < pairs.length) context.addIssue('a key is given twice')
  return labels
})

function pair(text: string, context: z.RefinementCtx): [key: string, value: string] {
  const [key = '', value, ...rest] = text.split('=')
  const isPair = value !== undefined && rest.length === 0
  if (!isPair || !LabelKey.safeParse(key).success || !LabelValue.safeParse(value).success) {
    context.addIssue('this is no label')
  }
  return [key, value ?? '']
}

const Toleration = z
  .strictObject({
    key: z.exactOptional(LabelKey),
    operator: z.exactOptional(z.enum(['Exists', 'Equal'])),
    value: z.exactOptional(LabelValue),
    effect: z.exactOptional(z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])),
    tolerationSeconds: z.exactOptional(z.int()),
  })
  // What the API server would refuse each Job for.
  .refine(({ key, operator }) => key !== undefined || operator === 'Exists')
  .refine(({ operator, value }) => operator !== 'Exists' || (value ?? '') === '')
  .refine(({ effect, tolerationSeconds }) => tolerationSeconds === undefined || effect === 'NoExecute')

/** A list of tolerations as JSON, as they stand in a pod. */
export const Tolerations = z.string().transform(readJson).pipe(z.array(Toleration))

function readJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue('this is no JSON')
    return z.NEVER
  }
}

/** A switch as people write it. */
export const Switch = z.enum(['0', '1', 'false', 'true']).transform((text) => text === '1' || text === 'true')
export const Parallel = Whole.pipe(z.int().min(1).max(1000))
export const Usd = Text.transform(Number).pipe(z.number().min(0).max(1_000_000))
/** Name of a model or of a file on a model's server. */
export const ModelName = z.string().max(300).regex(/^\S+$/)
/** Goes into a header: printable and without blanks. */
export const ApiKey = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{8,500}$/)

/** Where a server is, without a slash at the end. Credentials have no place in it: it is shown to people. */
export const BaseUrl = z.string().transform(baseUrl)
/** As Ollama's own programs read it: without a scheme it is http, and without a port then 11434. */
export const OllamaHost = z.string().transform((text, context) => {
  if (text.includes('://')) return baseUrl(text, context)
  return baseUrl(/:\d+$/.test(text) ? `http://${text}` : `http://${text}:11434`, context)
})
export const BaseUrls = List.pipe(z.array(BaseUrl).min(1).max(64)).transform((urls) => [...new Set(urls)])

function baseUrl(text: string, context: z.RefinementCtx): string {
  const url = URL.parse(text)
  const isPlain = url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === ''
  if (!isPlain || !/^https?:$/.test(url.protocol)) {
    context.addIssue('this is no base URL')
    return z.NEVER
  }
  return url.href.replace(/\/+$/, '')
}
