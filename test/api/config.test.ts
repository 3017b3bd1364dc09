import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError, loadConfig, settingsHelp } from '../../api/config.ts'
import { localPrices } from '../../api/prices.ts'
import { Settings } from '../../api/settings.ts'

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'axoloom-config-'))
})
afterEach(() => rm(directory, { recursive: true }))

function load(env: Record<string, string> = {}) {
  return loadConfig(env, { directory, isTerminal: false, cores: 8 })
}

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    load(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

const KEY = 'axo_0123456789abcdef'

describe('settings', () => {
  it('have defaults that work on a laptop', () => {
    expect(load()).toEqual({
      host: '127.0.0.1',
      port: 8000,
      publicUrl: null,
      shown: {},
      secrets: [],
      gatewayHost: '127.0.0.1',
      gatewayPort: 8001,
      gatewayUrl: null,
      apiKeys: [],
      access: {
        requestsPerMinute: null,
        runsPerHour: null,
        tokensPerDay: null,
        picturesPerDay: null,
        liveRuns: null,
        readers: null,
        storedBytes: null,
      },
      allowedHosts: ['localhost', '127.0.0.1', '[::1]'],
      trustedProxies: [],
      dataDir: join(directory, 'data'),
      runner: 'local',
      kubernetes: null,
      keepEndedMs: 0,
      maxAttempts: 8,
      attemptDeadlineMs: 600_000,
      queueDeadlineMs: 3_600_000,
      scriptedPace: 1,
      sketchSize: 1024,
      designer: 'scripted',
      renderer: 'sketch',
      models: {
        ollama: null,
        claude: null,
        comfyui: null,
        maxOutputTokens: 2000,
        hasCritique: false,
        prices: localPrices,
        budgetRunUsd: null,
        budgetDayUsd: null,
      },
      retention: { runsMs: null, logsMs: null, previewsMs: null, deliveriesMs: 30 * 24 * 3600 * 1000 },
      isWebhookPrivateAllowed: false,
      logLevel: 'info',
      logFormat: 'json',
    })
  })

  it('come from the environment in the units of the code', () => {
    const config = load({ PORT: '0', ATTEMPT_DEADLINE_S: '5', SCRIPTED_PACE: '0.5', MAX_ATTEMPTS: '2', DATA_DIR: '/x' })
    expect(config).toMatchObject({ port: 0, attemptDeadlineMs: 5000, scriptedPace: 0.5, maxAttempts: 2, dataDir: '/x' })
  })

  it('count as unset when they are empty', () => {
    expect(load({ PORT: '', LOG_LEVEL: ' ' })).toMatchObject({ port: 8000, logLevel: 'info' })
  })

  it('run at least four attempts on a small machine', () => {
    expect(loadConfig({}, { directory, cores: 1 }).maxAttempts).toBe(4)
  })

  it('are read from .env, where the environment wins', async () => {
    await writeFile(join(directory, '.env'), 'PORT=9000\nLOG_LEVEL="debug"\n# PORT=1\n')
    expect(load({ PORT: '9001' })).toMatchObject({ port: 9001, logLevel: 'debug' })
  })

  it('take names as people write them', () => {
    const { allowedHosts } = load({ ALLOWED_HOSTS: 'Axo.Example:8000, ::1 [::2]:80' })
    expect(allowedHosts).toEqual(['axo.example', '[::1]', '[::2]', '127.0.0.1'])
  })

  it('take proxies as addresses, as networks and by words', () => {
    const { trustedProxies } = load({ TRUST_PROXY: 'loopback, 192.0.2.7,2001:db8::/32 private' })
    expect(trustedProxies.map(({ name }) => name)).toEqual(['loopback', '192.0.2.7', '2001:db8::/32', 'private'])
  })

  it('answer to the address they bind', () => {
    expect(load({ HOST: '::1' }).allowedHosts).toContain('[::1]')
    expect(load({ HOST: 'Localhost', ALLOWED_HOSTS: 'axo.example' }).allowedHosts).toEqual(['axo.example', 'localhost'])
  })
})

describe('keys', () => {
  it('come from the variable and from the file', async () => {
    await writeFile(join(directory, 'keys'), `${KEY}1\n\n${KEY}2\n`)
    const config = load({ API_KEYS: `${KEY}, ${KEY}0`, API_KEYS_FILE: 'keys' })
    expect(config.apiKeys).toEqual([KEY, `${KEY}0`, `${KEY}1`, `${KEY}2`])
  })

  it.each([['0.0.0.0'], ['::'], ['192.168.1.5'], ['axo.example'], ['127.0.0.1.evil.example']])(
    'are demanded for HOST=%s',
    (host) => {
      expect(problemsOf({ HOST: host })).toEqual([expect.stringContaining('set API_KEYS or API_KEYS_FILE')])
      expect(problemsOf({ HOST: host, API_KEYS: KEY })).toEqual([])
    },
  )

  it.each([['127.0.0.1'], ['127.9.9.9'], ['localhost'], ['::1'], ['[::1]']])('are not demanded for HOST=%s', (host) => {
    expect(problemsOf({ HOST: host })).toEqual([])
  })

  it('never open the door by being empty', async () => {
    await writeFile(join(directory, 'empty'), '\n')
    expect(problemsOf({ HOST: '0.0.0.0', API_KEYS: ',' })).toHaveLength(1)
    expect(problemsOf({ HOST: '0.0.0.0', API_KEYS_FILE: 'empty' })).toHaveLength(1)
    expect(problemsOf({ HOST: '0.0.0.0', API_KEYS_FILE: 'missing' })).toHaveLength(1)
  })

  it('are not repeated in an error', () => {
    const problems = problemsOf({ API_KEYS: 'short-secret' })
    expect(problems).toHaveLength(1)
    expect(problems[0]).not.toContain('short-secret')
    expect(problems[0]).toContain('at least 16 characters')
  })
})

describe('wrong settings', () => {
  it.each([
    ['PORT', 'abc', 'PORT is "abc": it must be a whole number from 0 to 65535.'],
    ['PORT', '65536', 'PORT is "65536": it must be a whole number from 0 to 65535.'],
    ['PORT', '80.5', 'PORT is "80.5": it must be a whole number from 0 to 65535.'],
    ['ATTEMPT_DEADLINE_S', '0', 'ATTEMPT_DEADLINE_S is "0": it must be whole seconds from 1 to 86400.'],
    ['AGENT_GATEWAY_URL', 'ftp://x', 'a URL that begins with http:// or https://'],
    ['SCRIPTED_PACE', '-1', 'a number from 0 to 100'],
    ['SCRIPTED_PACE', 'fast', 'a number from 0 to 100'],
    ['RUNNER', 'docker', 'RUNNER is "docker": it must be local or kubernetes.'],
    ['JOB_KEEP_S', '-1', 'whole seconds from 0 to 86400'],
    ['REQUIRE_NETWORK_POLICY', 'yes', 'true or false'],
    ['AGENT_NAMESPACE', 'Agents', 'the name of a namespace'],
    ['AGENT_IMAGE', 'axoloom agent', 'the name of an image'],
    ['AGENT_SERVICE_ACCOUNT', 'agent_none', 'the name of a service account'],
    ['AGENT_RUNTIME_CLASS', '-gvisor', 'the name of a runtime class'],
    ['AGENT_PRIORITY_CLASS', 'a..b', 'the name of a priority class'],
    ['AGENT_IMAGE_PULL_SECRETS', 'a,B', 'names of secrets separated by commas'],
    ['AGENT_QUEUE', 'a.b', 'the name of a local queue'],
    ['POD_IP', '10.0.0', 'an IP address'],
    ['TRUST_PROXY', 'nginx', 'TRUST_PROXY is "nginx": it must be addresses, networks such as 10.0.0.0/8, or the words'],
    ['TRUST_PROXY', 'loopback, 10.0.0.0/33', 'or the words loopback and private, separated by commas'],
    ['TRUST_PROXY', '0.0.0.0/0', 'a network of all addresses is refused'],
    ['TRUST_PROXY', ',', 'or the words loopback and private'],
    ...['pool', 'pool=a=b', '=a', '-pool=a', 'pool=-a', 'a/b/c=d', 'a=b,a=c', ','].map(
      (value) => ['AGENT_NODE_SELECTOR', value, 'labels in the form key=value,key=value'] as const,
    ),
    ...[
      'agents',
      '{}',
      '[{"operator":"Equal"}]',
      '[{"key":"a","operator":"Exists","value":"b"}]',
      '[{"key":"a","effect":"NoSchedule","tolerationSeconds":3}]',
      '[{"key":"a","operator":"In"}]',
      '[{"key":"a","colour":"red"}]',
    ].map((value) => ['AGENT_TOLERATIONS', value, 'a JSON list such as'] as const),
    ['DESIGNER', 'gpt', 'DESIGNER is "gpt": it must be scripted, ollama or claude.'],
    ['RENDERER', 'dalle', 'RENDERER is "dalle": it must be sketch or comfyui.'],
    ['LOG_LEVEL', 'loud', 'trace, debug, info, warn, error, fatal or silent'],
    ['LOG_FORMAT', 'xml', 'pretty or json'],
  ] as const)('%s=%s is refused in a sentence', (name, value, text) => {
    const problems = problemsOf({ [name]: value })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(text)
  })

  it('are told all at once', () => {
    const problems = problemsOf({ PORT: 'x', LOG_LEVEL: 'x', HOST: '0.0.0.0', API_KEYS_FILE: 'missing' })
    expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual(['API_KEYS_FILE', 'LOG_LEVEL', 'PORT'])
  })
})

describe('settings of agents in Kubernetes', () => {
  const kubernetes = {
    RUNNER: 'kubernetes',
    AGENT_IMAGE: 'axoloom-agent:dev',
    AGENT_GATEWAY_URL: 'http://10.0.0.5:8001',
  }

  it('need an image and a gateway, and nothing else', () => {
    expect(load(kubernetes)).toMatchObject({
      runner: 'kubernetes',
      maxAttempts: 64,
      keepEndedMs: 600_000,
      kubernetes: {
        context: null,
        namespace: 'axoloom-agents',
        templatePath: resolve('k8s/jobs/agent.yaml'),
        isNetworkPolicyRequired: false,
        podIp: null,
        settings: {
          namespace: 'axoloom-agents',
          image: 'axoloom-agent:dev',
          serviceAccount: 'agent-none',
          runtimeClass: null,
          nodeSelector: {},
          tolerations: [],
          priorityClass: null,
          imagePullSecrets: [],
          queue: null,
        },
      },
    })
  })

  it('are all taken over', () => {
    const config = load({
      ...kubernetes,
      KUBE_CONTEXT: 'admin@home',
      AGENT_NAMESPACE: 'agents',
      REQUIRE_NETWORK_POLICY: 'true',
      JOB_KEEP_S: '0',
      MAX_ATTEMPTS: '3',
      JOB_TEMPLATE: 'my.yaml',
      POD_IP: '10.0.0.7',
      AGENT_SERVICE_ACCOUNT: 'nobody',
      AGENT_RUNTIME_CLASS: 'gvisor',
      AGENT_NODE_SELECTOR: 'example.com/pool=agents, spot=',
      AGENT_TOLERATIONS: '[{"key":"spot","operator":"Exists","effect":"NoExecute","tolerationSeconds":60}]',
      AGENT_PRIORITY_CLASS: 'low',
      AGENT_IMAGE_PULL_SECRETS: 'one, two.three',
      AGENT_QUEUE: 'axo',
    })
    expect(config).toMatchObject({ maxAttempts: 3, keepEndedMs: 0 })
    expect(config.kubernetes).toEqual({
      context: 'admin@home',
      namespace: 'agents',
      templatePath: join(directory, 'my.yaml'),
      isNetworkPolicyRequired: true,
      podIp: '10.0.0.7',
      settings: {
        namespace: 'agents',
        image: 'axoloom-agent:dev',
        serviceAccount: 'nobody',
        runtimeClass: 'gvisor',
        nodeSelector: { 'example.com/pool': 'agents', spot: '' },
        tolerations: [{ key: 'spot', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 }],
        priorityClass: 'low',
        imagePullSecrets: ['one', 'two.three'],
        queue: 'axo',
      },
    })
  })

  it('ask for the image in a sentence', () => {
    expect(problemsOf({ ...kubernetes, AGENT_IMAGE: '' })).toEqual([
      'AGENT_IMAGE is not set: with RUNNER=kubernetes it must name the image of the agents.',
    ])
  })

  it.each(['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::', '[::]'])(
    'ask how pods reach a gateway at %s',
    (GATEWAY_HOST) => {
      const { AGENT_GATEWAY_URL, ...rest } = kubernetes
      const problems = problemsOf({ ...rest, GATEWAY_HOST })
      expect(problems).toEqual([expect.stringContaining('set AGENT_GATEWAY_URL to the URL by which they reach')])
      expect(problemsOf({ ...kubernetes, GATEWAY_HOST })).toEqual([])
    },
  )

  it('need no URL for a gateway at an address of its own', () => {
    const { AGENT_GATEWAY_URL, ...rest } = kubernetes
    expect(problemsOf({ ...rest, GATEWAY_HOST: '10.0.0.5' })).toEqual([])
    expect(problemsOf(rest)).toHaveLength(1)
  })

  it('are told all at once, with the others', () => {
    const names = problemsOf({ RUNNER: 'kubernetes', PORT: 'x' }).map((problem) => problem.split(' ')[0])
    expect(names.sort()).toEqual(['AGENT_GATEWAY_URL', 'AGENT_IMAGE', 'PORT'])
  })

  it('ask for nothing when agents are processes', () => {
    expect(load({ AGENT_NAMESPACE: 'agents' }).kubernetes).toBeNull()
  })
})

describe('the help', () => {
  it('names every setting with its default', () => {
    const help = settingsHelp()
    for (const name of Object.keys(Settings.shape)) expect(help).toMatch(new RegExp(`^  ${name} +\\S.* \\(.+\\)$`, 'm'))
    expect(help).toContain('(8000)')
  })
})
