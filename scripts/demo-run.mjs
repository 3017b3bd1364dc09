// One race of four against an API that runs, told line by line: node scripts/demo-run.mjs http://localhost:8000
// A key, where one is asked for, is taken from AXOLOOM_KEY.
import { Advice, runMain } from './steps.mjs'

const brief = 'an axolotl who runs a night bakery'

/** @type {(api: string) => Promise<number>} */
async function demoRun(api) {
  const key = process.env.AXOLOOM_KEY ?? ''
  /** @type {Record<string, string>} */
  const headers = key === '' ? {} : { authorization: `Bearer ${key}` }
  const answer = await fetch(new URL('/v1/runs', api), {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ brief, variations: 4 }),
  })
  if (!answer.ok) throw new Advice(`The API refused the run: ${answer.status} ${await answer.text()}`)
  const { links } = await answer.json()
  console.log(`"${brief}": ${new URL(links.page, api)}`)
  const outcome = await tell(new URL(`${links.events}?until=end`, api), headers)
  console.log(`The run has ${outcome}.`)
  return outcome === 'succeeded' ? 0 : 1
}

/**
 * Prints what happens in each lane; resolves to the run's outcome.
 *
 * @type {(stream: URL, headers: Record<string, string>) => Promise<string>}
 */
async function tell(stream, headers) {
  const { body } = await fetch(stream, { headers: { ...headers, accept: 'application/x-ndjson' } })
  let outcome = 'no end'
  let rest = ''
  for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const event of lines.filter((line) => line !== '').map((line) => JSON.parse(line))) {
      const line = inWords(event)
      if (line !== null) console.log(line)
      if (event.type === 'run-end') outcome = event.data.outcome
    }
  }
  return outcome
}

/** @type {(event: { type: string, variation: number, data: any }) => string | null} */
function inWords({ type, variation, data }) {
  if (type === 'attempt-start') return `  ${variation}: at work ${data.where.text}`
  if (type === 'attempt-wait' && data.reason !== null) return `  ${variation}: waits, ${data.message}`
  if (type === 'design') return `  ${variation}: "${data.design.name}"`
  if (type === 'attempt-end') return `  ${variation}: ${data.outcome}${data.message ? `, ${data.message}` : ''}`
  return null
}

await runMain(() => demoRun(process.argv[2] ?? 'http://localhost:8000'))
