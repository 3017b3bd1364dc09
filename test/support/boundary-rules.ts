import { COMPUTED, type SourceFacts } from './source-facts.ts'

/** Longest a source file may be; look again long before. */
const MAX_LINES = 300

/** The parts of the product. Each may import `contract`, none another. */
const parts = ['contract', 'api', 'agent', 'web', 'cli']

/** What every area of `api` may use: errors that may be thrown anywhere, and the bounds. They import nothing. */
const apiBasics = ['errors', 'limits']

/** Who may import whom inside `api`, beside its own area and the basics. What is not listed is refused. */
const apiEdges: Readonly<Record<string, { readonly to: readonly string[]; readonly because: string }>> = {
  main: { to: ['server'], because: 'checks the Node version and hands over' },
  server: {
    to: ['server-commands', 'wiring', 'start-errors', 'start-command', 'config', 'logging', 'recent-log'],
    because: 'is the process: it reads settings, starts and stops',
  },
  wiring: { to: ['*'], because: 'is the one place that puts the real parts together' },
  'server-commands': {
    to: ['config', 'settings', 'runner/local', 'doctor-command', 'start-command'],
    because: 'does what a flag asks for without a server',
  },
  'doctor-command': {
    to: ['config', 'doctor', 'open-doctor', 'server-doctor'],
    because: 'prints what the doctor finds without a server',
  },
  'server-doctor': {
    to: ['access', 'doctor', 'open-doctor', 'open-runner', 'config', 'store', 'backends', 'routes', 'recent-log'],
    because: 'gives the doctor what a server that runs has, and nothing else',
  },
  'open-doctor': {
    to: [
      'doctor',
      'config',
      'gateway',
      'orchestrator',
      'runner',
      'runner/local',
      'runner/kubernetes',
      'store',
      'version',
    ],
    because: 'puts the rules of the doctor together for these settings',
  },
  doctor: {
    to: ['backends', 'networks', 'runner', 'start-command', 'store'],
    because: 'knows how to look at things, and is told where they are',
  },
  'recent-log': { to: [], because: 'only keeps lines' },
  'open-runner': {
    to: ['config', 'runner', 'runner/local', 'runner/kubernetes'],
    because: 'chooses the runner; the one for Kubernetes is loaded only when it is wanted',
  },
  'start-errors': { to: ['config', 'listen', 'store'], because: 'finds words for what can go wrong at the start' },
  'start-command': { to: [], because: 'only says what a person types' },
  listen: { to: [], because: 'only binds a port' },
  rest: { to: ['store'], because: 'lets both threads of the process rest, the writer through the store' },
  app: {
    to: ['access', 'plugins', 'routes', 'backends', 'store', 'stream', 'config', 'models-config', 'version'],
    because: 'builds the public HTTP server from what it is given',
  },
  access: { to: ['store', 'access-config', 'networks'], because: 'knows keys, owners and bounds, and no route' },
  'access-config': { to: ['settings'], because: 'only shapes the settings of bounds' },
  'access-settings': {
    to: ['setting', 'setting-values'],
    because: 'is the part of the table of settings about bounds',
  },
  plugins: { to: ['access', 'store', 'stream', 'config'], because: 'serves every route and knows none' },
  routes: {
    to: [
      'access',
      'access-config',
      'plugins',
      'webhooks',
      'orchestrator',
      'backends',
      'batches',
      'store',
      'stream',
      'config',
      'models-config',
    ],
    because: 'validates, makes one call and shapes the answer; it never sees a runner',
  },
  gateway: {
    to: ['plugins', 'orchestrator', 'backends', 'models-config', 'prices', 'store', 'stream', 'lifecycle', 'config'],
    because: 'is the door of the agents, with the same rules as routes',
  },
  orchestrator: {
    to: ['store', 'stream', 'runner', 'lifecycle', 'config'],
    because: 'sees runners and stores through their interfaces only',
  },
  store: {
    to: ['stream', 'lifecycle'],
    because: 'keeps events as the frames that are sent, and obeys the state table',
  },
  webhooks: {
    to: ['store', 'orchestrator'],
    because: 'sends what the store has queued, and tries a full disk again as the orchestrator does',
  },
  batches: {
    to: ['store'],
    because: 'reads files, fills runs in and chooses; it knows no route and no runner',
  },
  backends: { to: ['models-config'], because: 'knows how servers of models are, and not who calls them' },
  'runner/local': { to: ['runner', 'stream'], because: 'turns a file into lines' },
  'runner/kubernetes': { to: ['runner', 'stream'], because: 'turns the log of a pod into lines' },
  stream: { to: [], because: 'is bytes in, bytes out' },
  runner: { to: [], because: 'is the seam itself' },
  lifecycle: { to: [], because: 'is a pure table' },
  config: {
    to: [
      'settings',
      'access-config',
      'retention-config',
      'setting-files',
      'kubernetes-config',
      'models-config',
      'networks',
      'host-name',
      'shown-settings',
    ],
    because: 'only reads the environment',
  },
  'kubernetes-config': { to: ['settings', 'host-name'], because: 'only shapes the settings of one runner' },
  'models-config': { to: ['settings', 'prices'], because: 'only shapes the settings of models' },
  'paid-work': { to: ['models-config', 'prices'], because: 'only says which work can cost something' },
  prices: { to: [], because: 'is a table and a multiplication' },
  'setting-files': { to: ['settings'], because: 'only reads what a setting says stands in a file' },
  settings: {
    to: [
      'setting',
      'setting-values',
      'model-settings',
      'doctor-settings',
      'proxy-settings',
      'access-settings',
      'webhook-settings',
      'retention-settings',
    ],
    because: 'is a table of names, types and defaults',
  },
  'model-settings': { to: ['setting', 'setting-values', 'prices'], because: 'is the part of that table about models' },
  'doctor-settings': { to: ['setting', 'setting-values'], because: 'is the part of that table about the doctor' },
  'proxy-settings': {
    to: ['setting', 'setting-values', 'networks'],
    because: 'is the part of that table about what stands before the server',
  },
  'shown-settings': { to: ['settings'], because: 'only says which settings may be seen' },
  'webhook-settings': { to: ['setting', 'setting-values'], because: 'is the part of that table about webhooks' },
  'retention-settings': { to: ['setting', 'setting-values'], because: 'is the part of that table about what is kept' },
  'retention-config': { to: ['settings'], because: 'only shapes the settings of what is kept' },
  setting: { to: [], because: 'only keeps what is said about a setting' },
  'setting-values': { to: [], because: 'only parses text' },
  networks: { to: [], because: 'only reads addresses' },
  'host-name': { to: [], because: 'only reads a name' },
  logging: { to: ['config', 'recent-log'], because: 'only makes the logger' },
  version: { to: [], because: 'only reads a number' },
  errors: { to: [], because: 'is what everyone may throw' },
  limits: { to: [], because: 'is a table of numbers' },
}

/** What speaks to the public API. */
const CLIENT = 'contract/client/'
const callers = ['web', 'cli']

/** A library has one place, so that it can be replaced and its traps are known there. */
const libraryPlaces: Readonly<Record<string, RegExp>> = {
  'better-sqlite3': /^api\/store\//,
  'drizzle-orm': /^api\/store\//,
  '@kubernetes/client-node': /^api\/runner\/kubernetes\//,
  '@anthropic-ai/sdk': /^agent\/text-model\//,
  ollama: /^agent\/text-model\//,
  ws: /^api\/gateway\/comfyui\//,
  standardwebhooks: /^api\/webhooks\//,
  'ipaddr.js': /^api\/webhooks\//,
  '@resvg/resvg-wasm': /^agent\/image-model\//,
  'csv-parse': /^api\/batches\//,
  'csv-stringify': /^api\/batches\//,
  fastify: /^api\/(app|wiring|listen|plugins\/|routes\/|gateway\/)/,
}

const environmentReaders = ['api/config.ts', 'agent/config.ts', 'cli/config.ts']

/** Every breach of the layout by one file, as sentences; empty when there is none. */
export function findBreaches(file: SourceFacts): string[] {
  const part = file.path.split('/')[0] ?? ''
  return [
    ...file.imports.flatMap((target) => importBreach(file.path, part, target)),
    ...(file.readsEnvironment && !environmentReaders.includes(file.path) ? ['reads process.env: config.ts does'] : []),
    ...(file.usesConsole && part !== 'cli' ? ['uses console: the log is the way out'] : []),
    ...(file.hasDefaultExport && !mayExportDefault(file.path) ? ['has a default export: name it'] : []),
    ...(/\/index\.(ts|tsx|mjs)$/.test(file.path) ? ['is a barrel: import from the file itself'] : []),
    ...(file.lines > MAX_LINES ? [`has ${file.lines} lines: split it by reason to change`] : []),
  ].map((breach) => `${file.path} ${breach}`)
}

function importBreach(path: string, part: string, target: string): string[] {
  if (target === COMPUTED) return ['imports what only a running program knows']
  const targetPart = target.split('/')[0] ?? ''
  // What has to happen before anything else is loaded.
  if (path === 'api/main.mjs' && /^scripts\/[\w-]+\.mjs$/.test(target)) return []
  if (target.startsWith('..') || ['scripts', 'test', 'bench'].includes(targetPart)) {
    return [`imports ${target}, which is not part of the product`]
  }
  if (!parts.includes(targetPart)) return libraryBreach(path, part, target)
  if (targetPart !== part && targetPart !== 'contract') return [`imports ${target}: only contract/ is shared`]
  if (target.startsWith(CLIENT) && !path.startsWith(CLIENT) && !callers.includes(part)) {
    return [`imports ${target}: only ${callers.join(' and ')} call the API`]
  }
  return part === 'api' && targetPart === 'api' ? apiBreach(path, target) : []
}

function libraryBreach(path: string, part: string, target: string): string[] {
  // test/contract/client/bundle.test.ts sees to it that of the contract it takes types only
  if (path.startsWith(CLIENT)) return [`imports ${target}: the client knows no library`]
  if (part === 'contract' && target !== 'zod') return [`imports ${target}: contract/ knows only zod`]
  if (part === 'web' && target.startsWith('node:')) return [`imports ${target}: a browser has no such module`]
  const library = target.startsWith('@') ? target.split('/').slice(0, 2).join('/') : (target.split('/')[0] ?? '')
  const place = libraryPlaces[library]
  return place === undefined || place.test(path) ? [] : [`imports ${target}, which has one place: ${place.source}`]
}

function apiBreach(path: string, target: string): string[] {
  const from = apiArea(path)
  const to = apiArea(target)
  if (from === to) return []
  const edge = apiEdges[from]
  if (edge === undefined) return [`lies in api/${from}, which boundary-rules.ts does not know`]
  if ([...apiBasics, ...edge.to].includes(to) || edge.to.includes('*')) return []
  return [`imports ${target}: api/${from} ${edge.because}`]
}

/** `api/store/append.ts` is in `store`, `api/app.ts` in `app`; each runner is an area of its own. */
function apiArea(path: string): string {
  const [, first = '', second = ''] = path.split('/')
  if (first === 'runner' && !second.endsWith('.ts')) return `runner/${second}`
  return first.replace(/\.(ts|mjs)$/, '')
}

function mayExportDefault(path: string): boolean {
  return path.startsWith('api/plugins/') || /\.config\.(ts|mjs)$/.test(path)
}
