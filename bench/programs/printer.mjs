// Prints many numbered events as fast as the file takes them; claims nothing, so that only the way of its output is measured.
import { writeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

const EVENTS = 100_000
const line = (n, type, data) => `${JSON.stringify({ axl: 1, n, type, data })}\n`

function print(text) {
  let rest = Buffer.from(text)
  while (rest.length > 0) rest = rest.subarray(writeSync(1, rest))
}

// made beforehand: what it costs to make them is not what is measured
const thoughts = []
for (let n = 2; n <= EVENTS; n++) thoughts.push(line(n, 'thought-delta', { text: `thought ${n}`, pass: 1 }))
const flood = thoughts.join('')

print(line(1, 'step-start', { step: 'imagine', pass: 1 }))
// lets the reader be at the head before the flood
await delay(500)
print(flood)
