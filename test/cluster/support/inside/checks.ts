import type { Facts } from './facts.ts'

/** One thing that has to be so inside an agent's pod. */
export interface Check {
  readonly name: string
  /** What was seen of it; anything but `wanted` is a fault. */
  seen(facts: Facts): unknown
  readonly wanted: unknown
}

/** What the test knows from outside. */
export interface Outside {
  readonly podName: string
  /** Of the machine that is the node: the kernel's names of its namespaces. */
  readonly hostNamespaces: Readonly<Record<string, string>>
  /** Texts that must not be found in an agent's environment or arguments. */
  readonly secrets: readonly string[]
}

const USER = '10001'
const NO_CAPABILITIES = '0000000000000000'
const GIBIBYTE = String(1024 ** 3)

/** Variables of an agent; those of the base image are about Node, and the pod adds its own name. */
const VARIABLES = ['AXOLOOM_GATEWAY_URL', 'AXOLOOM_TICKET', 'HOME', 'HOSTNAME', 'NODE_ENV', 'PATH']
const BASE_IMAGE_VARIABLES = ['NODE_VERSION', 'YARN_VERSION', 'NODE_EXTRA_CA_CERTS']
const DEVICES = ['core', 'fd', 'full', 'mqueue', 'null', 'ptmx', 'pts', 'random', 'shm', 'stderr', 'stdin', 'stdout']
const MORE_DEVICES = ['termination-log', 'tty', 'urandom', 'zero']
/** What the container runtime gives to everyone: memory, queues and a note to the kubelet; all are counted or bounded. */
const WRITABLE = ['/dev/mqueue', '/dev/shm', '/dev/termination-log', '/tmp']

/** Every check of the inside but those of the network. */
export function checksOf({ podName, hostNamespaces, secrets }: Outside): Check[] {
  const each = <T>(names: readonly T[], make: (name: T) => Check) => names.map(make)
  const check = (name: string, wanted: unknown, seen: (facts: Facts) => unknown): Check => ({ name, wanted, seen })
  return [
    ...each(['self', 'main'] as const, (who) => check(`user of ${who}`, all(USER), (facts) => ids(facts[who].Uid))),
    ...each(['self', 'main'] as const, (who) => check(`group of ${who}`, all(USER), (facts) => ids(facts[who].Gid))),
    check('no other group', [], ({ main }) => ids(main.Groups).filter((group) => group !== USER)),
    check('no new privileges', '1', ({ main }) => main.NoNewPrivs),
    check('no new privileges for a command either', '1', ({ self }) => self.NoNewPrivs),
    ...each(['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'], (set) =>
      check(`no capabilities: ${set}`, [NO_CAPABILITIES, NO_CAPABILITIES], ({ self, main }) => [self[set], main[set]]),
    ),
    check('a filter of system calls', ['2', '2'], ({ self, main }) => [self.Seccomp, main.Seccomp]),

    check('the first process is the agent', ['--permission', '/agent/agent.mjs'], ({ mainArgs }) => [
      mainArgs.find((arg) => arg === '--permission'),
      mainArgs.at(-1),
    ]),
    check('no other process', [], ({ processes }) =>
      processes.filter(({ args }) => !isOurs(args)).map(({ args }) => args),
    ),
    check('nobody else’s process', [], ({ processes }) => processes.filter(({ uid }) => ids(uid)[0] !== USER)),
    check('a host name of its own', podName, ({ hostname }) => hostname),
    ...each(Object.keys(hostNamespaces), (kind) =>
      check(`not the node’s ${kind} namespace`, false, ({ namespaces }) => namespaces[kind] === hostNamespaces[kind]),
    ),
    check('one network interface', ['eth0', 'lo'], ({ interfaces }) => [...interfaces].sort()),

    check('the environment is the allowed one', [], ({ mainEnv }) =>
      names(mainEnv).filter((name) => ![...VARIABLES, ...BASE_IMAGE_VARIABLES].includes(name)),
    ),
    check('the environment is whole', VARIABLES, ({ mainEnv }) =>
      names(mainEnv)
        .filter((name) => VARIABLES.includes(name))
        .sort(),
    ),
    check('no variables of services', [], ({ mainEnv }) =>
      names(mainEnv).filter((name) => /^KUBERNETES_|_SERVICE_|_PORT(_|$)/.test(name)),
    ),
    check('the gateway by its address', true, ({ mainEnv }) =>
      mainEnv.some((entry) => /^AXOLOOM_GATEWAY_URL=http:\/\/\d+\.\d+\.\d+\.\d+:8001$/.test(entry)),
    ),
    check('neither brief nor key in environment or arguments', [], ({ env, mainEnv, mainArgs }) =>
      secrets.filter((secret) => [...env, ...mainEnv, ...mainArgs].join('\n').includes(secret)),
    ),
    check('no ticket in the arguments', false, ({ mainArgs, mainEnv }) => {
      const ticket = mainEnv.find((entry) => entry.startsWith('AXOLOOM_TICKET='))?.slice('AXOLOOM_TICKET='.length)
      return ticket === undefined || mainArgs.join(' ').includes(ticket)
    }),
    check('a name server that is none', ['nameserver 127.0.0.1'], ({ resolver }) => resolver),

    ...each(
      ['/var/run/secrets', '/run/secrets', '/var/run/docker.sock', '/run/containerd/containerd.sock'].concat([
        '/run/crio/crio.sock',
        '/run/podman/podman.sock',
        '/var/lib/kubelet',
        '/etc/kubernetes',
        '/host',
        '/data',
      ]),
      (path) => check(`there is no ${path}`, false, ({ exists }) => exists[path]),
    ),
    check('the root is mounted read-only', true, ({ mounts }) => mounts.find(({ point }) => point === '/')?.isReadOnly),
    check('nothing else can be written to', [], ({ mounts }) =>
      mounts.filter(({ point, isWritable }) => isWritable && isFolderOrFile(point)).map(({ point }) => point),
    ),
    check('/tmp can be written to', 'done', ({ tmp }) => tmp),
    check('no file can be made anywhere', [], ({ created }) => done(created)),
    ...each(['/', '/agent', '/etc', '/usr/local/bin', '/var/tmp', '/dev'], (folder) =>
      check(`no file can be made in ${folder}`, true, ({ created }) => isRefused(created[folder])),
    ),
    ...each(
      [
        '/agent/agent.mjs',
        '/usr/local/bin/node',
        '/etc/passwd',
        '/etc/hosts',
        '/etc/hostname',
        '/etc/resolv.conf',
      ].concat(['/proc/sys/kernel/core_pattern', '/proc/sys/kernel/hostname', '/proc/sys/vm/overcommit_memory']),
      (file) => check(`${file} cannot be changed`, true, ({ opened }) => isRefused(opened[file])),
    ),
    ...each(['/proc/kcore', '/proc/keys', '/proc/timer_list', '/etc/shadow'], (path) =>
      check(`${path} shows nothing`, false, ({ read }) => read[path] === 'done'),
    ),
    check('the firmware shows nothing', [], ({ firmware }) => firmware),
    check('no devices but the harmless ones', [], ({ devices }) =>
      devices.filter((name) => ![...DEVICES, ...MORE_DEVICES].includes(name)),
    ),

    ...each(calls, ([name, what]) => check(what, true, (facts) => isRefused(facts.calls[name]))),
    check('no port below 1024', true, ({ listen80 }) => isRefused(listen80)),
    check('a program that is root’s gives nothing', '', ({ su }) => su),
    check('memory has a limit', true, ({ memoryLimit }) => memoryLimit.includes(GIBIBYTE)),
  ]
}

/** System calls that must be refused, whatever their arguments. */
const calls: readonly (readonly [name: string, what: string])[] = [
  ['mount', 'cannot mount'],
  ['umount', 'cannot unmount'],
  ['fsopen', 'cannot mount in the new way'],
  ['pivot_root', 'cannot change the root of its namespace'],
  ['chroot', 'cannot change its root'],
  ['unshare_user', 'cannot become root of a user namespace'],
  ['unshare_mount', 'cannot make a mount namespace'],
  ['setns', 'cannot enter a namespace'],
  ['setuid', 'cannot become another user'],
  ['setresuid', 'cannot become another user in any way'],
  ['setgid', 'cannot enter another group'],
  ['setgroups', 'cannot add groups'],
  ['setpriority', 'cannot raise its priority'],
  ['mknod', 'cannot make devices'],
  ['sethostname', 'cannot rename its host'],
  ['setdomainname', 'cannot rename its domain'],
  ['reboot', 'cannot restart the machine'],
  ['kexec_load', 'cannot load another kernel'],
  ['init_module', 'cannot load a module'],
  ['delete_module', 'cannot unload a module'],
  ['swapon', 'cannot add swap'],
  ['swapoff', 'cannot remove swap'],
  ['syslog', 'cannot read the log of the kernel'],
  ['bpf', 'cannot load programs into the kernel'],
  ['perf_event_open', 'cannot watch the kernel'],
  ['keyctl', 'cannot use keys of the kernel'],
  ['userfaultfd', 'cannot handle page faults'],
  ['open_by_handle_at', 'cannot open files by their handles'],
  ['socket_raw_icmp', 'cannot open a raw socket'],
  ['socket_raw_tcp', 'cannot forge TCP'],
  ['socket_packet', 'cannot read or forge packets'],
]

/** The names of those checks that do not hold, each with what was seen in its place. */
export function faultsOf(checks: readonly Check[], facts: Facts): { name: string; seen: unknown; wanted: unknown }[] {
  return checks
    .map(({ name, seen, wanted }) => ({ name, seen: seen(facts) ?? null, wanted }))
    .filter(({ seen, wanted }) => JSON.stringify(seen) !== JSON.stringify(wanted))
}

/** Refused, and not merely failed for a wrong argument. */
function isRefused(outcome: string | undefined): boolean {
  return ['EPERM', 'EACCES', 'EROFS', 'ENOSYS'].includes(outcome ?? '')
}

function done(outcomes: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(outcomes).flatMap(([name, outcome]) => (outcome === 'done' ? [name] : []))
}

/** The four ids of a line of /proc/<pid>/status. */
function ids(line: string | undefined): readonly string[] {
  return (line ?? '').split(/\s+/).filter((id) => id !== '')
}

function all(id: string): readonly string[] {
  return [id, id, id, id]
}

function names(env: readonly string[]): readonly string[] {
  return env.map((entry) => entry.slice(0, entry.indexOf('=')))
}

/** The agent, and the one that looks. */
function isOurs(args: readonly string[]): boolean {
  return args.at(-1) === '/agent/agent.mjs' || args.includes('--input-type=module')
}

/** Single devices and the like are mounts too; anybody may write to a device that swallows everything. */
function isFolderOrFile(point: string): boolean {
  return !WRITABLE.includes(point) && !/^\/(proc|dev)\//.test(point)
}
