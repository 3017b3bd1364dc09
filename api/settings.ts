import { z } from 'zod'

/** What a person needs to know about a setting. */
export interface SettingNote {
  readonly help: string
  /** Finishes the sentence "… must be". */
  readonly allowed: string
  /** As shown by `--help`. */
  readonly default: string
  readonly isSecret?: boolean
}

const notes = z.registry<SettingNote>()

const Whole = z.string().regex(/^\d+$/).transform(Number)
const Port = Whole.pipe(z.int().max(65535))
const Seconds = Whole.pipe(z.int().min(1).max(86_400))
const Text = z.string().min(1)
const List = z.string().transform((text) => text.split(/[,\s]+/).filter((entry) => entry !== ''))
const Keys = List.pipe(z.array(z.string().min(16)).min(1))
const portText = 'a whole number from 0 to 65535'
const secondsText = 'whole seconds from 1 to 86400'

/** A setting that always has a value. */
function setting<T>(schema: z.ZodType<T, string>, note: SettingNote) {
  const filled = z.prefault(schema, note.default)
  notes.add(filled, note)
  return filled
}

/** A setting that may be left open. */
function open<T>(schema: z.ZodType<T, string>, note: SettingNote) {
  const optional = z.optional(schema)
  notes.add(optional, note)
  return optional
}

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
  DATA_DIR: setting(Text, {
    help: 'Folder of the database, the pictures and the files of running agents',
    allowed: 'the path of a folder',
    default: './data',
  }),
  RUNNER: setting(z.literal('local'), {
    help: 'What runs the agents',
    allowed: '"local": this version runs agents as local processes only',
    default: 'local',
  }),
  MAX_ATTEMPTS: open(Whole.pipe(z.int().min(1).max(10_000)), {
    help: 'Most attempts at work at the same time',
    allowed: 'a whole number from 1 to 10000',
    default: 'the larger of 4 and the cores',
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
  DESIGNER: setting(z.literal('scripted'), {
    help: 'Designer of a run that names none',
    allowed: '"scripted": this version has no other designer',
    default: 'scripted',
  }),
  RENDERER: setting(z.literal('sketch'), {
    help: 'Renderer of a run that names none',
    allowed: '"sketch": this version has no other renderer',
    default: 'sketch',
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
  return schema && notes.get(schema)
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
