import type { VariationPlan } from '#contract/event.ts'
import type { ModelsConfig } from './models-config.ts'
import { maxCostOf } from './prices.ts'

type Work = Pick<VariationPlan, 'designer' | 'renderer' | 'model'>

/** True when the calls of a variation can cost something, or nobody knows. Scripted designs and sketches make no calls. */
export function mayCost(models: ModelsConfig, work: Work): boolean {
  return callsOf(models, work).some(([provider, model]) => isPaid(models, provider, model))
}

function callsOf({ claude, ollama }: ModelsConfig, { designer, renderer, model }: Work): [string, string][] {
  const usual = { claude, ollama, scripted: null }[designer]?.model
  return [
    ...(designer === 'scripted' ? [] : [[designer, model ?? usual ?? '*'] satisfies [string, string]]),
    ...(renderer === 'sketch' ? [] : [[renderer, '*'] satisfies [string, string]]),
  ]
}

function isPaid({ prices }: ModelsConfig, provider: string, model: string): boolean {
  return maxCostOf(prices, provider, model, { inputTokens: 1_000_000, outputTokens: 1_000_000 }) !== 0
}
