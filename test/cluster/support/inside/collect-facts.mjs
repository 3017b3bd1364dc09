// Runs inside a container, with nothing but Node and Perl there: looks around, tries what must not work, and prints what
// it saw as one JSON object. Nothing that it tries does harm where it does work: the tests run it with every right too.
import { execFileSync, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import * as net from 'node:net'
import * as os from 'node:os'

/** What a try came to: 'done', or the name of the error. */
function outcome(attempt) {
  try {
    attempt()
    return 'done'
  } catch (error) {
    return error.code ?? error.message
  }
}

function readText(path) {
  try {
    return fs.readFileSync(path, 'utf8')
  } catch (error) {
    return `(${error.code})`
  }
}

/** The lines of /proc/<pid>/status, by their names. */
function statusOf(pid) {
  const lines = readText(`/proc/${pid}/status`).split('\n')
  return Object.fromEntries(lines.map((line) => [line.split(':')[0], line.slice(line.indexOf(':') + 1).trim()]))
}

function zeroEnded(path) {
  return readText(path)
    .split('\0')
    .filter((entry) => entry !== '')
}

const folders = ['/', '/agent', '/bin', '/etc', '/home', '/lib', '/mnt', '/opt', '/root', '/run', '/srv', '/usr']
folders.push('/usr/local/bin', '/var', '/var/tmp', '/dev', '/proc', '/sys', '/sys/fs/cgroup')
const files = [
  '/agent/agent.mjs',
  '/usr/local/bin/node',
  '/etc/passwd',
  '/etc/hosts',
  '/etc/hostname',
  '/etc/resolv.conf',
]
files.push('/proc/sys/kernel/core_pattern', '/proc/sys/kernel/hostname', '/proc/sys/vm/overcommit_memory')
const places = ['/var/run/secrets', '/run/secrets', '/var/run/docker.sock', '/run/containerd/containerd.sock']
places.push('/run/crio/crio.sock', '/run/podman/podman.sock', '/var/lib/kubelet', '/etc/kubernetes', '/host', '/data')
const masked = [
  '/proc/kcore',
  '/proc/keys',
  '/proc/timer_list',
  '/proc/sched_debug',
  '/proc/latency_stats',
  '/etc/shadow',
]

function createIn(folder) {
  const path = `${folder === '/' ? '' : folder}/axoloom-check`
  return outcome(() => {
    fs.writeFileSync(path, '')
    fs.unlinkSync(path)
  })
}

/** Opened for writing, and not written to. */
function openToWrite(path) {
  return outcome(() => fs.closeSync(fs.openSync(path, 'r+')))
}

/** Whether there is something to read: what is hidden reads as nothing. */
function readByte(path) {
  try {
    const file = fs.openSync(path, 'r')
    const count = fs.readSync(file, Buffer.alloc(1))
    fs.closeSync(file)
    return count === 1 ? 'done' : 'empty'
  } catch (error) {
    return error.code
  }
}

/** Numbers of system calls on x64 and arm64, and their arguments as Perl writes them; $s is an empty string. */
const CLONE_NEWUSER = 0x10000000
const CLONE_NEWNS = 0x20000
const systemCalls = {
  mount: [165, 40, '$tmpfs, $mnt, $tmpfs, 0, 0'],
  umount: [166, 39, '$dev, 0x8'],
  pivot_root: [155, 41, '$root, $root'],
  chroot: [161, 51, '$root'],
  fsopen: [430, 430, '$tmpfs, 0'],
  unshare_user: [272, 97, String(CLONE_NEWUSER)],
  unshare_mount: [272, 97, String(CLONE_NEWNS)],
  setns: [308, 268, '$ns, 0'],
  setuid: [105, 146, '0'],
  setgid: [106, 144, '0'],
  setgroups: [116, 159, '1, $zero'],
  setresuid: [117, 147, '0, 0, 0'],
  setpriority: [141, 140, '0, 0, -20'],
  mknod: process.arch === 'arm64' ? [0, 33, '-100, $node, 020600, 0x103'] : [133, 0, '$node, 020600, 0x103'],
  sethostname: [170, 161, '$host, length $host'],
  setdomainname: [171, 162, '$domain, length $domain'],
  reboot: [169, 142, '0, 0, 0'],
  kexec_load: [246, 104, '0, 0, 0, 0'],
  init_module: [175, 105, '0, 0, $s'],
  delete_module: [176, 106, '$none, 0'],
  swapon: [167, 224, '$none, 0'],
  swapoff: [168, 225, '$none'],
  syslog: [103, 116, '10, 0, 0'],
  bpf: [321, 280, '0, 0, 0'],
  perf_event_open: [298, 241, '0, 0, -1, -1, 0'],
  keyctl: [250, 219, '0, -3, 1'],
  userfaultfd: [323, 282, '0'],
  open_by_handle_at: [304, 265, '-1, 0, 0'],
  socket_raw_icmp: [41, 198, '2, 3, 1'],
  socket_raw_tcp: [41, 198, '2, 3, 6'],
  socket_packet: [41, 198, '17, 3, 0x300'],
}

/** Each in a process of its own, because some of them change the process. */
function trySystemCalls() {
  const column = process.arch === 'arm64' ? 1 : 0
  const lines = Object.entries(systemCalls).map(
    ([name, call]) => `attempt('${name}', sub { syscall(${call[column]}, ${call[2]}) });`,
  )
  const perl = `
    our ($s, $root, $mnt, $dev, $tmpfs, $none, $node) = ('', '/', '/mnt', '/dev/shm', 'tmpfs', '/none', '/tmp/axoloom-node');
    our $zero = pack('L', 0); our $host = '${os.hostname()}';
    open(my $d, '<', '/proc/sys/kernel/domainname'); our $domain = <$d>; chomp $domain;
    open(our $nsfile, '<', '/proc/self/ns/net'); our $ns = fileno($nsfile);
    sub attempt { my ($name, $call) = @_; my $pid = fork; if ($pid) { waitpid($pid, 0); return }
      $! = 0; my $answer = $call->(); my $error = $!+0; $| = 1; print "$name ", ($answer == -1 ? $error : 0), "\\n"; exit }
    ${lines.join('\n')}`
  const errors = new Map(Object.entries(os.constants.errno).map(([name, number]) => [number, name]))
  const text = execFileSync('/usr/bin/perl', ['-e', perl], { encoding: 'utf8' })
  fs.rmSync('/tmp/axoloom-node', { force: true })
  const answers = text
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
  return Object.fromEntries(answers.map(([name, code]) => [name, code === '0' ? 'done' : errors.get(Number(code))]))
}

function tryToListen(port) {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', (error) => resolve(error.code))
    server.listen(port, () => server.close(() => resolve('done')))
  })
}

function tryTmp() {
  const path = '/tmp/axoloom-check'
  return outcome(() => {
    fs.writeFileSync(path, Buffer.alloc(1024 * 1024))
    fs.unlinkSync(path)
  })
}

/** All processes that can be seen, with the first word of what they run. */
function processes() {
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map((pid) => ({
    pid: Number(pid),
    uid: statusOf(pid).Uid ?? '',
    args: zeroEnded(`/proc/${pid}/cmdline`),
  }))
}

/** Where something is mounted, and whether its root can be written to. */
function mounts() {
  const lines = readText('/proc/self/mountinfo').trim().split('\n')
  return lines.map((line) => {
    const [, , , , point = '', options = ''] = line.split(' ')
    const isWritable = outcome(() => fs.accessSync(point, fs.constants.W_OK)) === 'done'
    return { point, isReadOnly: options.split(',').includes('ro'), isWritable }
  })
}

function asFacts(names, ask) {
  return Object.fromEntries(names.map((name) => [name, ask(name)]))
}

const kinds = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'uts']
const facts = {
  self: statusOf('self'),
  main: statusOf(1),
  mainArgs: zeroEnded('/proc/1/cmdline'),
  mainEnv: zeroEnded('/proc/1/environ'),
  env: Object.entries(process.env).map(([name, value]) => `${name}=${value}`),
  hostname: os.hostname(),
  processes: processes(),
  namespaces: asFacts(
    kinds,
    (kind) =>
      outcome(() => fs.readlinkSync(`/proc/self/ns/${kind}`)) === 'done' && fs.readlinkSync(`/proc/self/ns/${kind}`),
  ),
  interfaces: Object.keys(os.networkInterfaces()),
  mounts: mounts(),
  devices: fs.readdirSync('/dev').sort(),
  resolver: readText('/etc/resolv.conf').trim().split('\n'),
  created: asFacts(folders, createIn),
  opened: asFacts(files, openToWrite),
  exists: asFacts(places, (path) => fs.existsSync(path)),
  read: asFacts(masked, readByte),
  firmware: outcome(() => fs.readdirSync('/sys/firmware')) === 'done' ? fs.readdirSync('/sys/firmware') : [],
  tmp: tryTmp(),
  calls: trySystemCalls(),
  memoryLimit: [readText('/sys/fs/cgroup/memory.max'), readText('/sys/fs/cgroup/memory/memory.limit_in_bytes')].map(
    (text) => text.trim(),
  ),
  listen80: await tryToListen(80),
  su: spawnSync('su', ['-c', 'id'], { input: '', encoding: 'utf8' }).stdout ?? '',
  signalled: outcome(() => process.kill(1, 0)),
}
console.log(JSON.stringify(facts))
