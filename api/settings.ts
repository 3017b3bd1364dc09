import { z } from 'zod'
import { Designer, Renderer } from '#contract/event.ts'
import { accessSettings } from './access-settings.ts'
import { doctorSettings } from './doctor-settings.ts'
import { modelSettings } from './model-settings.ts'
import { proxySettings } from './proxy-settings.ts'
import { retentionSettings } from './retention-settings.ts'
import { noteOf, open, type SettingNote, setting } from './setting.ts'
import {
  Flag,
  ImageName,
  Keys,
  LabelName,
  Labels,
  List,
  ObjectName,
  ObjectNames,
  Port,
  Seconds,
  Text,
  Tolerations,
  Whole,
} from './setting-values.ts'
import { webhookSettings } from './webhook-settings.ts'

const portText = 'a whole number from 0 to 65535'
const secondsText = 'whole seconds from 1 to 86400'
const objectText = (what: string) => `the name of ${what}: lower-case letters, digits, hyphens and dots`

/** Every setting by its environment variable (PROTOCOL section 8). */
export const Settings = z.object({
  HOST: setting(Text, {
    help: 'Address of the public listener; anything but loopback demands API_KEYS or API_KEYS_FILE',
    allowed: 'an address or a host name',
    default: '127.0.0.1',
  }),
  PORT: setting(Port, { help: 'Port of the public listener, 0 for any free one', allowed: portText, default: '8000' }),
  GATEWAY_HOST: setting(Text, {
    help: 'Address of the listener for agents',
    allowed: 'an address or a host name',
    default: '127.0.0.1',
  }),
  GATEWAY_PORT: setting(Port, {
    help: 'Port of the listener for agents; 0 takes any free one and keeps it for the next start',
    allowed: portText,
    default: '8001',
  }),
  AGENT_GATEWAY_URL: open(z.url({ protocol: /^https?$/ }), {
    help: 'How agents are told to reach their listener',
    allowed: 'a URL that begins with http:// or https://',
    default: 'made from GATEWAY_HOST and GATEWAY_PORT',
  }),
  API_KEYS: open(Keys, {
    help: 'Admin keys, separated by commas; when set, every /v1 call needs one',
    allowed: 'one or more keys of at least 16 characters, separated by commas or line breaks',
    default: 'unset',
    isSecret: true,
  }),
  API_KEYS_FILE: open(Text, {
    help: 'File with admin keys, one a line',
    allowed: 'the path of a readable file with keys of at least 16 characters',
    default: 'unset',
  }),
  ALLOWED_HOSTS: setting(List, {
    help: 'Names, separated by commas, under which the public listener may be addressed; HOST always is',
    allowed: 'host names separated by commas',
    default: 'localhost,127.0.0.1,[::1]',
  }),
  ...proxySettings,
  DATA_DIR: setting(Text, {
    help: 'Folder of the database, the pictures and the files of running agents',
    allowed: 'the path of a folder',
    default: './data',
  }),
  RUNNER: setting(z.enum(['local', 'kubernetes']), {
    help: 'What runs the agents: processes of this machine, or Jobs in a Kubernetes cluster',
    allowed: 'local or kubernetes',
    default: 'local',
  }),
  MAX_ATTEMPTS: open(Whole.pipe(z.int().min(1).max(10_000)), {
    help: 'Most attempts at work at the same time',
    allowed: 'a whole number from 1 to 10000',
    default: 'the larger of 4 and the cores; 64 in Kubernetes',
  }),
  ATTEMPT_DEADLINE_S: setting(Seconds, {
    help: 'Longest an attempt may work, without its waits',
    allowed: secondsText,
    default: '600',
  }),
  QUEUE_DEADLINE_S: setting(Seconds, {
    help: 'Longest an attempt may wait for a place',
    allowed: secondsText,
    default: '3600',
  }),
  SCRIPTED_PACE: setting(Text.transform(Number).pipe(z.number().min(0).max(100)), {
    help: 'Pace of the scripted designer: 0 waits for nothing, 2 is twice as slow',
    allowed: 'a number from 0 to 100',
    default: '1',
  }),
  SKETCH_SIZE: setting(Whole.pipe(z.int().min(128).max(2048)), {
    help: 'Side of a sketch in pixels; at half the side it is drawn in less than half the time, and looks softer',
    allowed: 'a whole number from 128 to 2048',
    default: '1024',
  }),
  DESIGNER: setting(Designer, {
    help: 'Designer of a run that names none; ollama needs OLLAMA_HOST, claude ANTHROPIC_API_KEY',
    allowed: 'scripted, ollama or claude',
    default: 'scripted',
  }),
  RENDERER: setting(Renderer, {
    help: 'Renderer of a run that names none; comfyui needs COMFYUI_URLS',
    allowed: 'sketch or comfyui',
    default: 'sketch',
  }),
  ...doctorSettings,
  ...modelSettings,
  ...accessSettings,
  ...webhookSettings,
  ...retentionSettings,
  KUBE_CONTEXT: open(Text, {
    help: 'Kubernetes: context of the kubeconfig, in place of its current one',
    allowed: 'the name of a context',
    default: 'unset',
  }),
  AGENT_NAMESPACE: setting(LabelName, {
    help: 'Kubernetes: namespace of the agents',
    allowed: 'the name of a namespace: lower-case letters, digits and hyphens',
    default: 'axoloom-agents',
  }),
  AGENT_IMAGE: open(ImageName, {
    help: 'Kubernetes: image of the agents; needed there',
    allowed: 'the name of an image, best with its digest',
    default: 'unset',
  }),
  AGENT_SERVICE_ACCOUNT: setting(ObjectName, {
    help: 'Kubernetes: service account of the agents, which needs no rights',
    allowed: objectText('a service account'),
    default: 'agent-none',
  }),
  AGENT_NODE_SELECTOR: open(Labels, {
    help: 'Kubernetes: labels of the nodes that agents may run on, as key=value,key=value',
    allowed: 'labels in the form key=value,key=value',
    default: 'unset',
  }),
  AGENT_TOLERATIONS: open(Tolerations, {
    help: 'Kubernetes: further tolerations of the agents, as a JSON list',
    allowed: 'a JSON list such as [{"key":"agents","operator":"Exists","effect":"NoSchedule"}]',
    default: 'unset',
  }),
  AGENT_RUNTIME_CLASS: open(ObjectName, {
    help: 'Kubernetes: runtime class of the agents, such as gvisor',
    allowed: objectText('a runtime class'),
    default: 'unset',
  }),
  AGENT_PRIORITY_CLASS: open(ObjectName, {
    help: 'Kubernetes: priority class of the agents',
    allowed: objectText('a priority class'),
    default: 'unset',
  }),
  AGENT_IMAGE_PULL_SECRETS: open(ObjectNames, {
    help: 'Kubernetes: secrets to pull the image with, separated by commas; they lie in AGENT_NAMESPACE',
    allowed: 'names of secrets separated by commas',
    default: 'unset',
  }),
  AGENT_QUEUE: open(LabelName, {
    help: 'Kubernetes: local queue of Kueue that the agents wait in',
    allowed: 'the name of a local queue: lower-case letters, digits and hyphens',
    default: 'unset',
  }),
  REQUIRE_NETWORK_POLICY: setting(Flag, {
    help: 'Kubernetes: start only if a pod shows that agents reach the gateway and nothing else',
    allowed: 'true or false',
    default: 'false',
  }),
  JOB_KEEP_S: setting(Whole.pipe(z.int().max(86_400)), {
    help: 'Kubernetes: how long the Job of an ended attempt is kept, so that its log can be read with kubectl',
    allowed: 'whole seconds from 0 to 86400',
    default: '600',
  }),
  JOB_TEMPLATE: open(Text, {
    help: 'Kubernetes: file with a Job template, in place of the built-in k8s/jobs/agent.yaml',
    allowed: 'the path of a file',
    default: 'unset',
  }),
  POD_IP: open(z.union([z.ipv4(), z.ipv6()]), {
    help: 'Kubernetes: address of the pod this API runs in, which agents must not reach; the chart sets it',
    allowed: 'an IP address',
    default: 'unset',
  }),
  LOG_LEVEL: setting(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']), {
    help: 'Least important message to log; logs go to standard error',
    allowed: 'trace, debug, info, warn, error, fatal or silent',
    default: 'info',
  }),
  LOG_FORMAT: open(z.enum(['pretty', 'json']), {
    help: 'Form of the log',
    allowed: 'pretty or json',
    default: 'pretty on a terminal, else json',
  }),
})
export type Settings = z.infer<typeof Settings>

/** The note of a setting; undefined for a name that is none. */
export function settingNote(name: string): SettingNote | undefined {
  const schema = Object.entries(Settings.shape).find(([env]) => env === name)?.[1]
  return schema && noteOf(schema)
}

/** All settings as text for `--help`. */
export function settingsHelp(): string {
  const rows = Object.keys(Settings.shape).map((name) => ({ name, note: settingNote(name) }))
  const width = Math.max(...rows.map(({ name }) => name.length))
  const lines = rows.map(({ name, note }) => `  ${name.padEnd(width)}  ${note?.help} (${note?.default})`)
  return [
    'Settings come from the environment or from a file named .env (the environment wins):',
    '',
    ...lines,
    '',
  ].join('\n')
}
