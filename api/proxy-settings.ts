import { z } from 'zod'
import { networksOf } from './networks.ts'
import { open } from './setting.ts'
import { List } from './setting-values.ts'

const Networks = List.pipe(
  z
    .array(
      z.string().transform((name, context) => {
        const found = networksOf(name)
        if (found !== null) return found
        context.addIssue('this is no network')
        return z.NEVER
      }),
    )
    .min(1)
    .max(100),
)

/** What stands between people and the public listener. */
export const proxySettings = {
  TRUST_PROXY: open(Networks, {
    help: 'Addresses of the proxies that tell in X-Forwarded-For whom they call for; nobody else is believed',
    allowed:
      'addresses, networks such as 10.0.0.0/8, or the words loopback and private, separated by commas; a network of all addresses is refused',
    default: 'unset, none',
  }),
}
