import { Webhook } from 'standardwebhooks'

/** What is signed: the id that stays the same over all tries, the time of this one, and the body byte for byte. */
export interface Signed {
  readonly id: string
  readonly at: Date
  readonly body: string
  /** `whsec_…`, the present one first. After a rotation both sign, so that receivers can change over when they like. */
  readonly secrets: readonly string[]
}

/** The headers of the Standard Webhooks specification (https://www.standardwebhooks.com). */
export function signatureHeaders({ id, at, body, secrets }: Signed): Record<string, string> {
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, at, body))
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signatures.join(' '),
  }
}
