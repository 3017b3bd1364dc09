import type { Inks } from '../inks.ts'

/** Draws one thing: the pieces of its markup, back to front. */
export type Draw = (pen: Pen) => readonly string[]

/** The marks every drawing is made of. `d` is path data; a fill left out is the thing's own colour. */
export interface Pen extends Inks {
  /** Outlined area. */
  readonly path: (d: string, fill?: string) => string
  readonly circle: (x: number, y: number, r: number, fill?: string) => string
  readonly ellipse: (x: number, y: number, rx: number, ry: number, fill?: string) => string
  /** Rectangle with soft corners and sides that bulge a little, as drawn by hand. */
  readonly box: (x: number, y: number, width: number, height: number, corner?: number, fill?: string) => string
  /** Outlined stripe of constant width: handles, arms, hoses. */
  readonly tube: (d: string, width: number, fill?: string) => string
  /** Stroke without area; `weight` multiplies the line width. */
  readonly line: (d: string, weight?: number, colour?: string) => string
  /** Area without outline. */
  readonly flat: (d: string, fill?: string, opacity?: number) => string
  readonly dot: (x: number, y: number, r: number, fill?: string) => string
  /** The side away from the light. */
  readonly shade: (d: string) => string
  /** Shade along the lower right edge of an ellipse. */
  readonly roundShade: (x: number, y: number, rx: number, ry?: number) => string
  /** Highlight as one stroke of the brush. */
  readonly gloss: (d: string, width?: number) => string
  /** A round cheek. */
  readonly blush: (x: number, y: number, fill?: string) => string
  /** Turns pieces clockwise about a point, the middle of the box unless told. */
  readonly turn: (degrees: number, pieces: readonly string[], x?: number, y?: number) => string
}

/** Line width of inner strokes where a technique draws without outlines. */
const bareLineWidth = 2.2

/** Faint edge in place of an outline, so that neighbours of one colour stay apart. */
const bareEdge = { width: 1.2, opacity: 0.28 }

/** Strength of the veil over areas that are nearly as dark or light as the ink. */
const veilOpacity = 0.22

const isBare = (inks: Inks): boolean => inks.lineWidth === 0

const round = (value: number): number => Math.round(value * 10) / 10

const luminance = (hex: string): number => {
  const channel = (at: number) => (Number.parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

const contrast = (one: string, other: string): number => {
  const [a, b] = [luminance(one) + 0.05, luminance(other) + 0.05]
  return a > b ? a / b : b / a
}

/** The first colour that can be told from `main`, so that a detail never drowns in its ground. */
const distinct = (main: string, wanted: readonly string[]): string => wanted.find((colour) => colour !== main) ?? main

const boxPath = (x: number, y: number, width: number, height: number, corner: number): string => {
  const [right, bottom] = [x + width, y + height]
  const [bulgeX, bulgeY] = [Math.min(1.6, height * 0.03), Math.min(1.6, width * 0.03)]
  const [midX, midY] = [round(x + width * 0.46), round(y + height * 0.54)]
  return [
    `M${round(x + corner)} ${y}Q${midX} ${round(y - bulgeY)} ${round(right - corner)} ${y}Q${right} ${y} ${right} ${round(y + corner)}`,
    `Q${round(right + bulgeX)} ${midY} ${right} ${round(bottom - corner)}Q${right} ${bottom} ${round(right - corner)} ${bottom}`,
    `Q${midX} ${round(bottom + bulgeY)} ${round(x + corner)} ${bottom}Q${x} ${bottom} ${x} ${round(bottom - corner)}`,
    `Q${round(x - bulgeX)} ${midY} ${x} ${round(y + corner)}Q${x} ${y} ${round(x + corner)} ${y}Z`,
  ].join('')
}

const crescentPath = (x: number, y: number, rx: number, ry: number): string => {
  const at = (degrees: number): string => {
    const angle = (degrees * Math.PI) / 180
    return `${round(x + rx * Math.cos(angle))} ${round(y + ry * Math.sin(angle))}`
  }
  return `M${at(-48)}A${rx} ${ry} 0 0 1 ${at(132)}A${round(rx * 1.3)} ${round(ry * 1.3)} 0 0 0 ${at(-48)}Z`
}

/** Areas close to the ink in brightness are lifted by a veil, else their parts and lines would merge into one blot. */
const veilFor = (inks: Inks): ((fill: string) => string | undefined) => {
  const veil = luminance(inks.ink) < 0.4 ? '#fff' : '#000'
  return (fill) => (contrast(fill, inks.ink) < 1.7 ? veil : undefined)
}

type Stroke = (d: string, colour: string, width: number, opacity?: number) => string

const strokeFor =
  (inks: Inks): Stroke =>
  (d, colour, width, opacity = 1) => {
    const isOwn = opacity < 1 || isBare(inks)
    return `<path d="${d}" stroke="${colour}" stroke-width="${round(width)}"${isOwn ? ` stroke-opacity="${opacity}"` : ''}/>`
  }

const outlinedMarks = (inks: Inks, stroke: Stroke): Pick<Pen, 'path' | 'circle' | 'ellipse' | 'box' | 'tube'> => {
  const veilOf = veilFor(inks)
  const outlined = (element: string, fill: string): string => {
    const veil = veilOf(fill)
    if (veil === undefined) return `<${element} fill="${fill}"/>`
    return `<${element} fill="${fill}" stroke="none"/><${element} fill="${veil}" fill-opacity="${veilOpacity}"/>`
  }
  const path: Pen['path'] = (d, fill = inks.main) => outlined(`path d="${d}"`, fill)
  const edge = (d: string, width: number): string =>
    isBare(inks)
      ? stroke(d, '#000', width + bareEdge.width, bareEdge.opacity)
      : stroke(d, inks.ink, width + inks.lineWidth)
  return {
    path,
    circle: (x, y, r, fill = inks.main) => outlined(`circle cx="${x}" cy="${y}" r="${r}"`, fill),
    ellipse: (x, y, rx, ry, fill = inks.main) => outlined(`ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}"`, fill),
    box: (x, y, width, height, corner = 4, fill = inks.main) => path(boxPath(x, y, width, height, corner), fill),
    tube: (d, width, fill = inks.main) => {
      const inner = Math.max(1, width - inks.lineWidth)
      const veil = veilOf(fill)
      return edge(d, width) + stroke(d, fill, inner) + (veil === undefined ? '' : stroke(d, veil, inner, veilOpacity))
    },
  }
}

const plainMarks = (inks: Inks): Pick<Pen, 'flat' | 'dot' | 'shade' | 'roundShade' | 'blush'> => {
  const flat: Pen['flat'] = (d, fill = inks.main, opacity = 1) =>
    `<path d="${d}" fill="${fill}" stroke="none"${opacity < 1 ? ` opacity="${opacity}"` : ''}/>`
  const shade: Pen['shade'] = (d) => flat(d, '#000', 0.15)
  return {
    flat,
    shade,
    dot: (x, y, r, fill = inks.ink) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}" stroke="none"/>`,
    roundShade: (x, y, rx, ry = rx) => shade(crescentPath(x, y, rx, ry)),
    blush: (x, y, fill = inks.accent) =>
      `<ellipse cx="${x}" cy="${y}" rx="4.5" ry="2.6" fill="${fill}" stroke="none" opacity="0.7"/>`,
  }
}

/** Support and accent that differ from the main colour and from each other, where the palette has such. */
const detailed = (inks: Inks): Inks => {
  const support = distinct(inks.main, [inks.support, inks.dominant, inks.accent])
  const accents = [inks.accent, inks.gills, inks.support].filter((colour) => colour !== support)
  return { ...inks, support, accent: distinct(inks.main, accents) }
}

/** A pen that draws in the given inks. */
export const penFor = (given: Inks): Pen => {
  const inks = detailed(given)
  const stroke = strokeFor(inks)
  const innerWidth = isBare(inks) ? bareLineWidth : inks.lineWidth
  return {
    ...inks,
    ...outlinedMarks(inks, stroke),
    ...plainMarks(inks),
    line: (d, weight = 1, colour = inks.ink) => stroke(d, colour, innerWidth * weight),
    gloss: (d, width = 4) => stroke(d, '#fff', width, 0.4),
    turn: (degrees, pieces, x = 50, y = 50) => `<g transform="rotate(${degrees} ${x} ${y})">${pieces.join('')}</g>`,
  }
}

/** A drawing as markup: fill and stroke that every piece starts from, then the pieces. */
export const inked = (draw: Draw, inks: Inks): string => {
  const outline = isBare(inks)
    ? `stroke="#000" stroke-opacity="${bareEdge.opacity}" stroke-width="${bareEdge.width}"`
    : `stroke="${inks.ink}" stroke-width="${inks.lineWidth}"`
  return `<g fill="none" ${outline} stroke-linejoin="round" stroke-linecap="round">${draw(penFor(inks)).join('')}</g>`
}
