const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
  Ei: 1024 ** 6,
}

/** A quantity of Kubernetes (`100m`, `1Gi`, `2e3`) as a plain number; null when it is none. */
export function quantity(text: string): number | null {
  const [, number = '', unit = ''] = /^([+-]?[0-9.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(text) ?? []
  const factor = factors[unit]
  if (number === '' || factor === undefined || Number.isNaN(Number(number))) return null
  return Number(number) * factor
}

/** The number as Kubernetes takes it: whole, or in thousandths. */
export function quantityText(value: number): string {
  return Number.isInteger(value) ? String(value) : `${Math.ceil(value * 1000)}m`
}
