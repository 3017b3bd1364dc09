import { luminance, rgbOf } from '../contrast.ts'
import { el, fill, line } from '../markup.ts'
import { box, ellipse, num2, times } from '../shapes.ts'
import type { Mark, Rule } from './restyle.ts'
import { isExpanse, isGradient, isLine, isSolid, repaint, restyle } from './restyle.ts'
import type { Layer, Medium, Technique } from './technique.ts'

/** Techniques that draw lines on a plain ground: chalk, blueprint, neon. */
const everything = box(-64, -64, 1152, 1152)

/** A dark ground: the ink where it is as dark as `most`, else black. */
const darkest = (medium: Medium, most = 0.05) => (luminance(medium.palette.ink) < most ? medium.palette.ink : '#000000')

const widthOf: Readonly<Record<Layer, number>> = {
  back: 0.62,
  light: 0.6,
  subject: 1.1,
  prop: 1,
  front: 0.75,
  over: 0.7,
}
const depthOf: Readonly<Record<Layer, number>> = { back: 0.5, light: 0.5, subject: 1, prop: 1, front: 0.72, over: 0.7 }

/** Colours too dark to be seen on a dark ground are drawn in white. */
const bright = (colour: string) => (luminance(colour) < 0.1 ? '#ffffff' : colour)

const chalkRule =
  (layer: Layer, board: string, least: number): Rule =>
  (mark) => {
    const depth = depthOf[layer]
    if (isExpanse(mark)) return isSolid(mark) ? repaint(mark, { fill: bright(mark.fill), fillOpacity: 0.07 }) : ''
    if (isGradient(mark)) return layer === 'over' || layer === 'light' ? '' : fadeOf(mark, 0.16)
    if (isLine(mark))
      return repaint(mark, {
        stroke: bright(mark.stroke),
        width: Math.max(2.2, mark.strokeWidth * mark.scale * 0.9),
        opacity: depth * mark.strokeOpacity,
      })
    if (!isSolid(mark))
      return mark.fillOpacity < 0.12 ? '' : repaint(mark, { fill: bright(mark.fill), fillOpacity: 0.12 * depth })
    const colour = bright(mark.fill)
    const tone = luminance(mark.fill) < 0.1 ? 0.08 : layer === 'subject' ? 0.6 : 0.46
    if (layer === 'back' && mark.geometry.length < least * 0.3)
      return repaint(mark, { fill: colour, fillOpacity: tone })
    return (
      (mark.geometry.length < least ? '' : repaint(mark, { fill: board })) +
      repaint(mark, {
        fill: colour,
        fillOpacity: tone * (0.4 + depth * 0.6),
        stroke: colour,
        width: 5.8 * widthOf[layer],
        opacity: 0.4 + depth * 0.6,
      })
    )
  }

const fadeOf = (mark: Mark, opacity: number) =>
  mark.stroke !== 'none' && mark.fill === 'none'
    ? ''
    : `<${mark.tag}${mark.geometry} fill="${mark.fill}" opacity="${opacity}"/>`

export const chalk: Technique = {
  outline: 0,
  contour: 0,
  softness: 0,
  halo: 0,
  restyle: (markup, layer, medium) => restyle(markup, chalkRule(layer, darkest(medium), medium.isFrugal ? 800 : 60)),
  ground: (medium) => fill(everything, darkest(medium)) + fill(everything, medium.palette.support, 0.12),
  finish: (medium) => line(box(16, 16, 992, 992, 10), medium.palette.light, 5, 0.35),
}

/** The ground of a blueprint: the deepest colour of the palette that is still a colour. */
const sheetOf = (medium: Medium) => {
  const { dominant, support, accent, gills, ink } = medium.palette
  return [dominant, support, ink, accent, gills].find((colour) => luminance(colour) < 0.13) ?? '#000000'
}

const blueprintRule =
  (layer: Layer, sheet: string, chalkLine: string): Rule =>
  (mark) => {
    const depth = depthOf[layer]
    if (isExpanse(mark) || isGradient(mark)) return ''
    if (isLine(mark))
      return repaint(mark, {
        stroke: chalkLine,
        width: Math.min(4, Math.max(1.5, mark.strokeWidth * mark.scale * 0.45)),
        opacity: depth * Math.min(1, mark.strokeOpacity + 0.2),
      })
    if (!isSolid(mark))
      return layer === 'subject' && mark.fillOpacity > 0.25 ? repaint(mark, { fill: chalkLine, fillOpacity: 0.1 }) : ''
    if (layer === 'subject' && mark.fill === '#ffffff') return repaint(mark, { fill: sheet })
    const isDark = luminance(mark.fill) < 0.04 && mark.geometry.length < 90
    const body =
      isDark && layer === 'subject'
        ? repaint(mark, { fill: chalkLine })
        : repaint(mark, { fill: sheet, stroke: chalkLine, width: 3.6 * widthOf[layer], opacity: 1 })
    const veil =
      layer === 'back'
        ? repaint(mark, { fill: sheet, fillOpacity: 0.5, stroke: sheet, width: 2.4 })
        : layer === 'subject' && !isDark
          ? repaint(mark, { fill: chalkLine, fillOpacity: 0.08 })
          : ''
    return body + veil
  }

const grid = (medium: Medium, step: number, width: number, opacity: number) =>
  line(
    times(Math.floor(1024 / step) + 1, (index) => `M${index * step} 0V1024M0 ${index * step}H1024`).join(''),
    medium.palette.light,
    width,
    opacity,
  )

const dimension = (from: readonly [number, number], to: readonly [number, number]) => {
  const isFlat = from[1] === to[1]
  const tick = (place: readonly [number, number]) =>
    isFlat ? `M${num2(place[0], place[1] - 12)}v24` : `M${num2(place[0] - 12, place[1])}h24`
  const marks = times(9, (index) => {
    const t = (index + 1) / 10
    const [x, y] = [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t]
    return isFlat ? `M${num2(x, y)}v${index === 4 ? 14 : 8}` : `M${num2(x, y)}h${index === 4 ? 14 : 8}`
  })
  return `M${num2(from[0], from[1])}L${num2(to[0], to[1])}${tick(from)}${tick(to)}${marks.join('')}`
}

export const blueprint: Technique = {
  outline: 0,
  contour: 0,
  softness: 0,
  halo: 0,
  restyle: (markup, layer, medium) =>
    layer === 'over' || layer === 'light' ? '' : restyle(markup, blueprintRule(layer, sheetOf(medium), '#ffffff')),
  ground: (medium) => fill(everything, sheetOf(medium)) + grid(medium, 32, 1.2, 0.16) + grid(medium, 128, 2, 0.26),
  finish: (medium) =>
    line(box(22, 22, 980, 980) + box(32, 32, 960, 960), '#ffffff', 2.4, 0.8) +
    line(dimension([150, 66], [874, 66]) + dimension([64, 190], [64, 850]), '#ffffff', 2.6, 0.85) +
    line(`${ellipse(944, 92, 30)}M900 92h88M944 48v88`, '#ffffff', 2.4, 0.8) +
    fill(box(770, 926, 222, 66), sheetOf(medium)) +
    line(
      `${box(770, 926, 222, 66)}M770 948h222M844 926v66M918 948v44M784 962h44M784 976h30M858 962h44M858 976h44`,
      '#ffffff',
      2.4,
      0.85,
    ),
}

/** Tubes are coloured: what is too pale to name a colour takes the liveliest of the palette. */
const tubeColour = (colour: string, medium: Medium) => {
  const { accent, support, dominant } = medium.palette
  return liveliness(colour) > 70
    ? bright(colour)
    : bright([accent, support, dominant].toSorted((a, b) => liveliness(b) - liveliness(a))[0] ?? accent)
}

const liveliness = (colour: string) => {
  const channels = rgbOf(colour)
  return Math.max(...channels) - Math.min(...channels)
}

const neonRule =
  (layer: Layer, wall: string, medium: Medium): Rule =>
  (mark) => {
    const isNear = layer === 'subject' || layer === 'prop'
    if (isExpanse(mark)) return isSolid(mark) ? repaint(mark, { fill: mark.fill, fillOpacity: 0.05 }) : ''
    if (isGradient(mark)) return layer === 'over' || layer === 'light' ? fadeOf(mark, 0.07) : ''
    if (isLine(mark))
      return repaint(mark, {
        stroke: bright(mark.stroke),
        width: Math.max(2.6, mark.strokeWidth * mark.scale * 0.62),
        opacity: (isNear ? 1 : 0.4) * mark.strokeOpacity,
      })
    if (!isSolid(mark)) return ''
    const colour = mark.fill === '#000000' || mark.fill === '#ffffff' ? '#ffffff' : tubeColour(mark.fill, medium)
    if (medium.isFrugal && mark.geometry.length < 1200) {
      return repaint(mark, { fill: wall, stroke: colour, width: isNear ? 6 : 2.6, strokeOpacity: isNear ? 1 : 0.4 })
    }
    if (!isNear)
      return (
        repaint(mark, { fill: wall }) +
        repaint(mark, {
          fill: mark.fill,
          fillOpacity: 0.05,
          stroke: colour,
          width: 2.6,
          opacity: layer === 'back' ? 0.3 : 0.55,
        })
      )
    return (
      repaint(mark, { fill: wall, stroke: colour, width: 7 }) +
      repaint(mark, { fill: colour, fillOpacity: layer === 'subject' ? 0.1 : 0.07, stroke: '#ffffff', width: 2.2 })
    )
  }

const bricks = (medium: Medium) =>
  line(
    times(
      21,
      (row) =>
        `M-64 ${row * 54}H1088${times(11, (column) => `M${column * 108 + (row % 2) * 54 - 40} ${row * 54}v54`).join('')}`,
    ).join(''),
    medium.palette.support,
    2.5,
    0.22,
  )

export const neon: Technique = {
  outline: 0,
  contour: 0,
  softness: 0,
  halo: 0,
  restyle: (markup, layer, medium) => restyle(markup, neonRule(layer, darkest(medium, 0.016), medium)),
  ground: (medium) =>
    fill(everything, darkest(medium, 0.016)) +
    fill(everything, '#000000', 0.35) +
    bricks(medium) +
    el('ellipse', { cx: 512, cy: 560, rx: 430, ry: 400, fill: medium.palette.gills, 'fill-opacity': 0.07 }),
}
