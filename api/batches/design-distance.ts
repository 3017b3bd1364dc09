import type { Design, Trait } from '#contract/design.ts'
import { traits } from '#contract/design-lists.ts'

/** Two colours this far apart in OKLab count as different altogether; black and white are 1 apart. */
const DIFFERENT_COLOUR = 0.5

type Measure = (a: Design, b: Design) => number

const differs = (a: unknown, b: unknown): number => (a === b ? 0 : 1)
const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

/** How far two designs are apart in each trait, from 0 (the same) to 1. Free text counts nowhere. */
const measures: Readonly<Record<Trait, Measure>> = {
  morph: (a, b) => differs(a.morph, b.morph),
  palette: (a, b) => mean(a.palette.map(({ role, hex }) => colourDistance(hex, hexOf(b, role)))),
  gills: (a, b) => fieldsApart(a.gills, b.gills),
  pattern: (a, b) => fieldsApart(a.pattern, b.pattern),
  expression: (a, b) => differs(a.expression, b.expression),
  pose: (a, b) => fieldsApart(a.pose, b.pose),
  proportions: (a, b) => fieldsApart(a.proportions, b.proportions),
  accessories: (a, b) => setsApart(a.accessories, b.accessories),
  props: (a, b) => setsApart(a.props, b.props),
  habitat: (a, b) => differs(a.habitat.kind, b.habitat.kind),
  light: (a, b) => fieldsApart(a.light, b.light),
  mood: (a, b) => differs(a.mood, b.mood),
  technique: (a, b) => differs(a.technique, b.technique),
}

export interface SiblingDistance {
  /** Mean over siblings and traits, from 0 (all alike) to 1 (nothing in common). */
  readonly value: number
  /** Traits in which it differs most, the most different first. */
  readonly foremost: readonly Trait[]
}

/** How much a design differs from its siblings; 0 and no traits where it has none. */
export function siblingDistance(design: Design, siblings: readonly Design[]): SiblingDistance {
  const apart = traits.map((trait) => ({
    trait,
    value: mean(siblings.map((sibling) => measures[trait](design, sibling))),
  }))
  const foremost = apart
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value)
    .map(({ trait }) => trait)
  return { value: mean(apart.map(({ value }) => value)), foremost }
}

function fieldsApart<T extends object>(a: T, b: T): number {
  const others = new Map(Object.entries(b))
  return mean(Object.entries(a).map(([name, value]) => differs(value, others.get(name))))
}

/** One less the share of kinds that both have; two empty sets are the same. */
function setsApart(a: readonly { kind: string }[], b: readonly { kind: string }[]): number {
  const [mine, theirs] = [new Set(a.map(({ kind }) => kind)), new Set(b.map(({ kind }) => kind))]
  const all = new Set([...mine, ...theirs]).size
  const shared = [...mine].filter((kind) => theirs.has(kind)).length
  return all === 0 ? 0 : 1 - shared / all
}

function hexOf(design: Design, role: string): string {
  return design.palette.find((colour) => colour.role === role)?.hex ?? '#000000'
}

function colourDistance(a: string, b: string): number {
  const [first, second] = [oklab(a), oklab(b)]
  const apart = Math.hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2])
  return Math.min(1, apart / DIFFERENT_COLOUR)
}

/** Lightness and two colour axes, in which distances are about as large as they look (Ottosson 2020). */
function oklab(hex: string): readonly [number, number, number] {
  const [r, g, b] = [linear(hex, 1), linear(hex, 3), linear(hex, 5)]
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

function linear(hex: string, at: number): number {
  const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}
