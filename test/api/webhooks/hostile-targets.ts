/** Addresses that no webhook may reach, in every form that a URL, a resolver or a person may give them. */
const loopback = ['127.0.0.1', '127.0.0.2', '127.1', '127.0.1', '127.255.255.254', '0.0.0.0', '0', '0.0.0.1', '0.1.2.3']
const numbers = ['2130706433', '0x7f000001', '017700000001', '0x7f.1', '0177.0.0.1', '0x7f.0x0.0x0.0x1', '127.0.0.0x1']
const fullWidth = ['127。0。0。1', '１２７.0.0.1', '⑫7.0.0.1', '127．0．0．1', 'ⓛocalhost', 'ｌocalhost']
const privates = [
  ...[
    '10.0.0.1',
    '10.0.0.0',
    '10.255.255.255',
    '10.96.0.1',
    '10.43.0.1',
    '10.1',
    '0xa.0.0.1',
    '167772161',
    '012.0.0.1',
  ],
  ...['172.16.0.1', '172.17.0.1', '172.31.255.255', '172.20.10.1', '0xac100001', '2886729729'],
  ...['192.168.0.1', '192.168.1.1', '192.168.255.255', '192.168.1', '0xc0a80001', '3232235521'],
]
const cloud = [
  ...[
    '169.254.169.254',
    '169.254.170.2',
    '169.254.0.1',
    '169.254.255.255',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
  ],
  ...['100.100.100.200', '168.63.129.16', '192.0.0.192', '169.254.169.253', '100.64.0.1', '100.127.255.255'],
]
const reserved = [
  ...['192.0.0.1', '192.0.2.1', '192.88.99.1', '198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.9'],
  ...['224.0.0.1', '224.0.0.251', '239.255.255.250', '240.0.0.1', '250.1.2.3', '255.255.255.255', '192.52.193.1'],
  ...['192.31.196.1', '192.175.48.1', '4294967295', '0xffffffff'],
]
const six = [
  ...['::1', '::', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::ffff:169.254.169.254'],
  ...['::ffff:192.168.1.1', '::ffff:172.16.0.1', '::ffff:0:127.0.0.1', '::127.0.0.1', '::7f00:1', '::10.0.0.1'],
  ...['::ffff:0.0.0.0', '::ffff:100.64.0.1', '::ffff:168.63.129.16', '::ffff:a9fe:a9fe', '::a9fe:a9fe'],
  ...['64:ff9b::127.0.0.1', '64:ff9b::10.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::1', '64:ff9b::8.8.8.8'],
  ...['2002:7f00:1::', '2002:a9fe:a9fe::', '2002:c0a8:1::', '2002:a00:1::1', '2001::1', '2001:0:7f00:1::', '2001:2::1'],
  ...['2001:10::1', '2001:20::1', '2001:30::1', '2001:3::1', '2001:4:112::1', '2001:db8::1', '2001:db8:ffff::1'],
  ...['fc00::1', 'fd00::1', 'fd00:ec2::254', 'fd20:ce::254', 'fdff:ffff::1', 'fe80::1', 'fe80::a9fe:a9fe', 'febf::1'],
  ...['fec0::1', 'feff::1', 'ff00::1', 'ff02::1', 'ff05::2', 'ff0e::1', '100::1', '3fff::1', '5f00::1', '4000::1'],
  ...['8000::1', 'e000::1', '200::1', '400::1', '2620:4f:8000::1', '1::', '::2', '0100:0:0:1::1'],
]
const names = [
  ...['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'x.y.localhost', 'localhost.localdomain', 'router.local'],
  ...['printer.local', 'db.internal', 'metadata.google.internal', 'metadata', 'kubernetes', 'host.docker.internal'],
  ...['kubernetes.default.svc.cluster.local', 'api.default.svc.cluster.local', 'wiki.corp', 'nas.lan', 'tv.home'],
  ...[
    'box.home.arpa',
    'wiki.intranet',
    'redis',
    'postgres',
    'axoloom-gateway',
    'gateway.docker.internal',
    'ip6-localhost',
  ],
  ...['127.0.0.1.', '10.0.0.1.', '169.254.169.254.', 'db.internal.', 'metadata.google.internal.'],
]

/** Names that a resolver makes private, and what it answers. */
export const lyingNames: readonly (readonly [name: string, addresses: readonly string[]])[] = [
  ...[...loopback.slice(0, 2), '10.0.0.1', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'].map(
    (address) => [`v4-${address.replaceAll('.', '-')}.example.com`, [address]] as const,
  ),
  ...[
    '::1',
    'fd00::1',
    'fe80::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '::127.0.0.1',
    'fec0::1',
  ].map((address) => [`v6-${address.replaceAll(/[:.]/g, '-')}.example.com`, [address]] as const),
  ['mixed.example.com', ['93.184.215.14', '127.0.0.1']],
  ['mixed-late.example.com', ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '::1']],
  ['mixed-first.example.com', ['127.0.0.1', '93.184.215.14']],
  ['mapped.example.com', ['::ffff:a9fe:a9fe']],
  ['nothing.example.com', ['']],
  ['nonsense.example.com', ['not-an-address']],
]

/** First and last addresses of the ranges that are not the internet's, and some that people use. */
const edges = [
  ...[
    '10.1.2.3',
    '10.244.0.10',
    '10.100.0.1',
    '10.152.183.1',
    '10.128.0.1',
    '10.255.255.254',
    '10.0.2.2',
    '10.13.37.1',
  ],
  ...['172.16.0.0', '172.18.0.2', '172.24.1.1', '172.31.0.1', '172.30.0.1', '172.28.5.9', '172.19.255.1'],
  ...[
    '192.168.0.0',
    '192.168.49.2',
    '192.168.65.2',
    '192.168.99.100',
    '192.168.122.1',
    '192.168.178.1',
    '192.168.88.1',
  ],
  ...['127.0.0.0', '127.0.0.53', '127.0.1.1', '127.127.127.127', '127.8.9.10', '100.64.0.0', '100.100.100.100'],
  ...['198.18.255.1', '198.51.100.255', '203.0.113.255', '240.255.255.255', '224.0.0.22', '232.1.1.1', '233.252.0.1'],
  ...[
    '::ffff:127.0.0.53',
    '::ffff:192.168.49.2',
    '::ffff:240.0.0.1',
    '::ffff:224.0.0.1',
    'fd12:3456:789a::1',
    'fe80::42',
  ],
]

const bracketed = (address: string) => (address.includes(':') ? `[${address}]` : address)

/** Every hostile host as it stands in a URL. */
export const hostileHosts: readonly string[] = [
  ...[...loopback, ...numbers, ...fullWidth, ...privates, ...cloud, ...reserved, ...six, ...edges].map(bracketed),
  ...names,
]
