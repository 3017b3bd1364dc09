export type Attributes = Readonly<Record<string, string | number | undefined>>

/** A number as SVG text, to a tenth of a unit. */
export const num = (value: number) => String(Math.round(value * 10) / 10)

const attributesOf = (attributes: Attributes) =>
  Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${typeof value === 'number' ? Math.round(value * 1000) / 1000 : value}"`)
    .join('')

/** One element; `children` makes it a container. Values must hold no markup: they are ours, never a person's text. */
export function el(tag: string, attributes: Attributes, children?: string): string {
  return children === undefined
    ? `<${tag}${attributesOf(attributes)}/>`
    : `<${tag}${attributesOf(attributes)}>${children}</${tag}>`
}

export const group = (attributes: Attributes, ...children: readonly string[]) => el('g', attributes, children.join(''))

/** A filled path. */
export const fill = (d: string, colour: string, opacity?: number) =>
  el('path', { d, fill: colour, 'fill-opacity': opacity })

/** A path drawn as a round line. */
export const line = (d: string, colour: string, width: number, opacity?: number) =>
  el('path', {
    d,
    fill: 'none',
    stroke: colour,
    'stroke-width': width,
    'stroke-opacity': opacity,
  })

/** A filled path in a tint of its colour: below 0 towards black, above 0 towards white, in [-1, 1]. */
export const tinted = (d: string, colour: string, tone: number) =>
  tone === 0 ? fill(d, colour) : fill(d, colour) + fill(d, tone < 0 ? '#000000' : '#ffffff', Math.abs(tone))

/** Collects gradients, clips and patterns; ids are unique in one picture. */
export interface Defs {
  /** Adds a definition made from its id and returns that id. */
  add(make: (id: string) => string): string
  markup(): string
}

export function createDefs(): Defs {
  const parts: string[] = []
  return {
    add: (make) => {
      const id = `d${parts.length}`
      parts.push(make(id))
      return id
    },
    markup: () => el('defs', {}, parts.join('')),
  }
}

export interface Stop {
  readonly at: number
  readonly colour: string
  readonly opacity: number
}

const stops = (list: readonly Stop[]) =>
  list.map((stop) => el('stop', { offset: stop.at, 'stop-color': stop.colour, 'stop-opacity': stop.opacity })).join('')

/** A linear gradient between two points of the user space, as a paint. */
export function linear(
  defs: Defs,
  from: readonly [number, number],
  to: readonly [number, number],
  list: readonly Stop[],
) {
  const id = defs.add((name) =>
    el(
      'linearGradient',
      { id: name, gradientUnits: 'userSpaceOnUse', x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
      stops(list),
    ),
  )
  return `url(#${id})`
}

/** A radial gradient in the user space, as a paint. */
export function radial(defs: Defs, centre: readonly [number, number], radius: number, list: readonly Stop[]) {
  const id = defs.add((name) =>
    el(
      'radialGradient',
      { id: name, gradientUnits: 'userSpaceOnUse', cx: centre[0], cy: centre[1], r: radius },
      stops(list),
    ),
  )
  return `url(#${id})`
}

/** A soft round pool of one colour, fading to nothing at its rim. */
export function pool(defs: Defs, x: number, y: number, rx: number, ry: number, colour: string, opacity: number) {
  const paint = defs.add((id) =>
    el(
      'radialGradient',
      { id },
      stops([
        { at: 0, colour, opacity },
        { at: 0.55, colour, opacity: opacity * 0.5 },
        { at: 1, colour, opacity: 0 },
      ]),
    ),
  )
  return el('ellipse', { cx: x, cy: y, rx, ry, fill: `url(#${paint})` })
}

/** Clips the content to the union of some paths. */
export function clipped(defs: Defs, paths: readonly string[], content: string): string {
  const id = defs.add((name) => el('clipPath', { id: name }, paths.map((d) => el('path', { d })).join('')))
  return group({ 'clip-path': `url(#${id})` }, content)
}

/** A round line in a tint of its colour. */
export const tintedLine = (d: string, colour: string, width: number, tone: number) =>
  tone === 0
    ? line(d, colour, width)
    : line(d, colour, width) + line(d, tone < 0 ? '#000000' : '#ffffff', width, Math.abs(tone))
