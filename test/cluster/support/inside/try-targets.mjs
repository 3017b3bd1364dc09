// Runs inside a container: tries to reach each of the targets in its first argument, and prints whether anything answered.
import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'

/** A policy that drops packets never answers. */
const WAIT_MS = 4000
/** A query for the address of `localhost`: any server of names answers it somehow. */
const QUERY = Buffer.from('abcd01000001000000000000096c6f63616c686f73740000010001', 'hex')

function tryTcp({ host, port }) {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: WAIT_MS })
    const settle = (how) => {
      socket.destroy()
      resolve(how)
    }
    socket.once('connect', () => settle('open'))
    socket.once('timeout', () => settle('closed'))
    socket.once('error', ({ code }) => settle(code === 'ECONNREFUSED' ? 'refused' : 'closed'))
  })
}

function tryUdp({ host, port }) {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    const timer = setTimeout(() => settle('closed'), WAIT_MS)
    const settle = (how) => {
      clearTimeout(timer)
      socket.close()
      resolve(how)
    }
    socket.once('message', () => settle('open'))
    socket.once('error', () => settle('closed'))
    socket.send(QUERY, port, host, (error) => error && settle('closed'))
  })
}

async function tryName({ host }) {
  const answer = lookup(host).then(
    () => 'open',
    () => 'closed',
  )
  const tooLong = new Promise((resolve) => setTimeout(() => resolve('closed'), WAIT_MS).unref())
  return Promise.race([answer, tooLong])
}

async function tryHttp({ url, method }) {
  try {
    const answer = await fetch(url, { method, signal: AbortSignal.timeout(WAIT_MS) })
    return String(answer.status)
  } catch {
    return 'closed'
  }
}

const tries = { tcp: tryTcp, udp: tryUdp, name: tryName, http: tryHttp }
const targets = JSON.parse(process.argv[2] ?? '[]')
const answers = await Promise.all(targets.map(async (target) => [target.name, await tries[target.kind](target)]))
console.log(JSON.stringify(Object.fromEntries(answers)))
