import { z } from 'zod'

/** US dollars per million tokens. */
export interface Price {
  readonly input: number
  readonly output: number
  readonly cacheWrite: number
  readonly cacheRead: number
}

/** Prices by `provider/model`, or `provider/*` for all models of one; `date` says of when they are. */
export interface PriceTable {
  readonly date: string
  readonly models: Readonly<Record<string, Price>>
}

/** What a call has used; null for what nobody said. `inputTokens` are those that no cache had part in. */
export interface TokenCounts {
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly cacheWriteTokens: number | null
  readonly cacheReadTokens: number | null
}

const free: Price = { input: 0, output: 0, cacheWrite: 0, cacheRead: 0 }

/** Models of one's own machines cost nothing a call. No other price is known here: they change, and a wrong one misleads. */
export const localPrices: PriceTable = { date: '2026-11-21', models: { 'ollama/*': free, 'comfyui/*': free } }

const Dollars = z.number().min(0).max(1_000_000)

// Anthropic: writing to the cache for 5 minutes costs 1.25 times, reading from it 0.1 times the input.
const GivenPrice = z
  .strictObject({
    input: Dollars,
    output: Dollars,
    cacheWrite: Dollars.optional(),
    cacheRead: Dollars.optional(),
  })
  .transform(
    ({ input, output, cacheWrite = input * 1.25, cacheRead = input * 0.1 }): Price => ({
      input,
      output,
      cacheWrite,
      cacheRead,
    }),
  )

const PriceKey = z.string().regex(/^(ollama|claude|comfyui)\/\S+$/)

/** The table as a person writes it, over the one that is built in. */
export const Prices = z
  .string()
  .transform(readJson)
  .pipe(z.strictObject({ date: z.iso.date(), models: z.record(PriceKey, GivenPrice) }))
  .transform(({ date, models }): PriceTable => ({ date, models: { ...localPrices.models, ...models } }))

/** What a call has cost in US dollars; null when its price or a count that costs something is unknown. */
export function costOf(prices: PriceTable, provider: string, model: string, tokens: TokenCounts): number | null {
  const price = priceOf(prices, provider, model)
  if (price === null) return null
  const parts = [
    part(price.input, tokens.inputTokens),
    part(price.output, tokens.outputTokens),
    part(price.cacheWrite, tokens.cacheWriteTokens),
    part(price.cacheRead, tokens.cacheReadTokens),
  ]
  return parts.reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0)
}

/** The most a call can cost in US dollars, when at most so many tokens go in and come out; null without a price. */
export function maxCostOf(
  prices: PriceTable,
  provider: string,
  model: string,
  most: { readonly inputTokens: number; readonly outputTokens: number },
): number | null {
  const price = priceOf(prices, provider, model)
  if (price === null) return null
  const input = Math.max(price.input, price.cacheWrite, price.cacheRead)
  return (input * most.inputTokens + price.output * most.outputTokens) / 1_000_000
}

function priceOf({ models }: PriceTable, provider: string, model: string): Price | null {
  const key = [`${provider}/${model}`, `${provider}/*`].find((candidate) => Object.hasOwn(models, candidate))
  return key === undefined ? null : (models[key] ?? null)
}

function part(price: number, tokens: number | null): number | null {
  if (price === 0) return 0
  return tokens === null ? null : (price * tokens) / 1_000_000
}

function readJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue('this is no JSON')
    return z.NEVER
  }
}
