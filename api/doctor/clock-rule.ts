import { failed, fixBy, ok, skipped, warning } from '../runner/runner-check.ts'
import type { Rule } from './rule.ts'

/** A clock this far off makes times on the page and in logs misleading. */
const SKEW_MS = 30_000
/** This far off, certificates and tokens are refused. */
const BROKEN_MS = 5 * 60_000
/** Less than a rule's own limit, so that its words are heard. */
const ASK_MS = 4000

/** Compares the clock with what other servers write into `Date`, which is in whole seconds. `urls`: without secrets. */
export function clockRule(urls: readonly string[], now: () => number = Date.now): Rule {
  return {
    id: 'clock',
    area: 'machine',
    about: 'The clock',
    async look(signal) {
      if (urls.length === 0) {
        return skipped('The clock was not compared.', 'The settings name no other server that could tell the time.')
      }
      const limit = AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)])
      const asked = await Promise.all(urls.map((url) => offsetTo(url, now, limit)))
      const offsets = asked.filter((offset) => offset !== null).sort((a, b) => a - b)
      const middle = offsets[Math.floor(offsets.length / 2)]
      if (middle === undefined) return skipped('The clock was not compared.', 'No other server told the time.')
      return judge(middle, offsets.length)
    },
  }
}

function judge(offsetMs: number, servers: number) {
  const against = servers === 1 ? 'a server of the settings' : `${servers} servers of the settings`
  const seconds = Math.round(Math.abs(offsetMs) / 1000)
  if (Math.abs(offsetMs) <= SKEW_MS) return ok(`The clock agrees with ${against}.`)
  const what = `The clock is ${seconds} s ${offsetMs > 0 ? 'ahead of' : 'behind'} ${against}.`
  const fix = fixBy('Have the system keep the time.', setClock)
  if (Math.abs(offsetMs) <= BROKEN_MS) return warning(what, 'Times on the page and in logs mislead.', fix)
  return failed(what, 'Certificates, tokens and signatures of webhooks are refused that far off.', fix)
}

const setClock =
  process.platform === 'darwin' ? 'sudo systemsetup -setusingnetworktime on' : 'sudo timedatectl set-ntp true'

/** Milliseconds that our clock is ahead; null when the server does not tell. */
async function offsetTo(url: string, now: () => number, signal: AbortSignal): Promise<number | null> {
  try {
    const beforeMs = now()
    const answer = await fetch(url, { method: 'HEAD', redirect: 'manual', signal })
    const middleMs = (beforeMs + now()) / 2
    await answer.body?.cancel()
    const dateMs = Date.parse(answer.headers.get('date') ?? '')
    // the second that the server has begun: half of it has passed on average
    return Number.isNaN(dateMs) ? null : middleMs - (dateMs + 500)
  } catch {
    return null
  }
}
