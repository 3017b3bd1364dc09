/** A drawn shape with everything that its groups hand down to it. */
export interface Mark {
  readonly tag: string
  /** Its geometry and nothing else, as attribute text. */
  readonly geometry: string
  readonly fill: string
  readonly fillOpacity: number
  readonly stroke: string
  readonly strokeWidth: number
  readonly strokeOpacity: number
  /** Pixels of one unit here, and -1 where left and right are swapped. */
  readonly scale: number
  readonly flip: 1 | -1
  /** As it was written. */
  readonly source: string
}

export type Rule = (mark: Mark) => string

interface Handed {
  readonly fill: string
  readonly stroke: string
  readonly strokeWidth: number
  readonly strokeOpacity: number
  readonly scale: number
  readonly flip: 1 | -1
}

const paintNames: ReadonlySet<string> = new Set([
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'paint-order',
])
const shapeTags: ReadonlySet<string> = new Set(['path', 'circle', 'ellipse', 'rect', 'polygon', 'polyline', 'line'])
const rootScale: Handed = { fill: '#000000', stroke: 'none', strokeWidth: 1, strokeOpacity: 1, scale: 1, flip: 1 }

const attributesOf = (text: string) =>
  new Map([...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]))

const full: Readonly<Record<string, string>> = { '#000': '#000000', '#fff': '#ffffff' }
const hex = (paint: string) => full[paint] ?? paint
const number = (text: string | undefined, fallback: number) => (text === undefined ? fallback : Number(text))

function handDown(parent: Handed, attributes: ReadonlyMap<string, string>): Handed {
  const [, x = '1'] = /scale\((-?[\d.]+)/.exec(attributes.get('transform') ?? '') ?? []
  const factor = Number(x)
  return {
    fill: hex(attributes.get('fill') ?? parent.fill),
    stroke: hex(attributes.get('stroke') ?? parent.stroke),
    strokeWidth: number(attributes.get('stroke-width'), parent.strokeWidth),
    strokeOpacity: number(attributes.get('stroke-opacity'), parent.strokeOpacity),
    scale: parent.scale * Math.abs(factor),
    flip: factor < 0 ? (parent.flip === 1 ? -1 : 1) : parent.flip,
  }
}

function markOf(tag: string, attributes: ReadonlyMap<string, string>, parent: Handed, source: string): Mark {
  const own = handDown(parent, attributes)
  const opacity = number(attributes.get('opacity'), 1)
  const geometry = [...attributes]
    .filter(([name]) => !paintNames.has(name))
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('')
  return {
    tag,
    geometry,
    fill: own.fill,
    fillOpacity: opacity * number(attributes.get('fill-opacity'), 1),
    stroke: own.strokeWidth === 0 ? 'none' : own.stroke,
    strokeWidth: own.strokeWidth,
    strokeOpacity: opacity * own.strokeOpacity,
    scale: parent.scale,
    flip: parent.flip,
    source,
  }
}

/** Redraws every shape of some markup by a rule; groups stay as they are. */
export function restyle(markup: string, rule: Rule): string {
  const stack: Handed[] = [rootScale]
  return markup.replace(
    /<(\/?)([a-zA-Z]+)([^<>]*?)(\/?)>/g,
    (source: string, closing: string, tag: string, text: string, single: string) => {
      const parent = stack.at(-1) ?? rootScale
      if (closing !== '') {
        stack.pop()
        return source
      }
      if (shapeTags.has(tag)) return rule(markOf(tag, attributesOf(text), parent, source))
      if (single === '') stack.push(handDown(parent, attributesOf(text)))
      return source
    },
  )
}

export interface Paint {
  readonly fill?: string
  readonly fillOpacity?: number
  readonly stroke?: string
  /** In pixels of the picture. */
  readonly width?: number
  readonly strokeOpacity?: number
  readonly opacity?: number
}

/** The same shape in another paint. */
export function repaint(mark: Mark, paint: Paint): string {
  const stroke =
    paint.stroke === undefined
      ? ' stroke="none"'
      : ` stroke="${paint.stroke}" stroke-width="${Math.round(((paint.width ?? 2) / mark.scale) * 100) / 100}" stroke-opacity="${paint.strokeOpacity ?? 1}"`
  const fill = ` fill="${paint.fill ?? 'none'}"${paint.fillOpacity === undefined || paint.fillOpacity === 1 ? '' : ` fill-opacity="${paint.fillOpacity}"`}`
  return `<${mark.tag}${mark.geometry}${fill}${stroke}${paint.opacity === undefined || paint.opacity === 1 ? '' : ` opacity="${Math.round(paint.opacity * 100) / 100}"`}/>`
}

/** The shape moved by some pixels of the picture, whatever group it is in. */
export const moved = (mark: Mark, dx: number, dy: number, content: string) =>
  `<g transform="translate(${Math.round((dx * mark.flip * 100) / mark.scale) / 100} ${Math.round((dy * 100) / mark.scale) / 100})">${content}</g>`

const isPaint = (paint: string) => paint.startsWith('url(')

/** A body colour, not a shade, glow or line. */
export const isSolid = (mark: Mark) => mark.fill !== 'none' && !isPaint(mark.fill) && mark.fillOpacity >= 0.55

/** A line without an area. */
export const isLine = (mark: Mark) => mark.fill === 'none' && mark.stroke !== 'none' && !isPaint(mark.stroke)

export const isGradient = (mark: Mark) => isPaint(mark.fill) || isPaint(mark.stroke)

/** Whether it covers the whole picture, as a sky or a wall does. */
export const isExpanse = (mark: Mark) => /\sd="M-64 -?[\d.]+h1152/.test(mark.geometry)
