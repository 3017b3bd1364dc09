import { fill, line } from '../markup.ts'
import { box, num2, point, polar, times } from '../shapes.ts'
import type { Mark, Rule } from './restyle.ts'
import { isExpanse, isGradient, isLine, isSolid, moved, repaint, restyle } from './restyle.ts'
import type { Layer, Medium, Technique } from './technique.ts'

/** Techniques that cut, print or mould solid shapes. */
const isSmall = (mark: Mark) => mark.geometry.length < 70
const isHuge = (mark: Mark) => mark.geometry.length > 1500

const paperRule =
  (layer: Layer, least: number): Rule =>
  (mark) => {
    if (isGradient(mark)) return layer === 'light' || layer === 'over' || isExpanse(mark) ? mark.source : ''
    if (!isSolid(mark) || isExpanse(mark) || isHuge(mark)) return mark.source
    const near = layer === 'back' ? 0.7 : layer === 'front' ? 1.5 : 1
    const reach = isSmall(mark) ? 3 : 9 * near
    const shadow = repaint(mark, { fill: '#000000', stroke: '#000000', width: reach, opacity: 0.3 })
    const isNear = layer === 'subject' || layer === 'prop'
    const edge =
      isNear && mark.geometry.length >= least * 0.4
        ? { stroke: '#ffffff', width: isSmall(mark) ? 1.4 : 5, strokeOpacity: 0.92 }
        : {}
    const sheet = repaint(mark, { fill: mark.fill, ...edge })
    return mark.geometry.length < (layer === 'back' ? Math.max(110, least) : least)
      ? sheet
      : moved(mark, reach * 0.7, reach * 1.1, shadow) + sheet
  }

export const cutPaper: Technique = {
  outline: 0,
  contour: 0,
  softness: 0,
  halo: 0.9,
  restyle: (markup, layer, { isFrugal }) => restyle(markup, paperRule(layer, isFrugal ? 900 : 0)),
}

const woodRule =
  (layer: Layer, medium: Medium): Rule =>
  (mark) => {
    if (isGradient(mark)) return isExpanse(mark) || layer === 'light' ? mark.source : ''
    if (isExpanse(mark) || !isSolid(mark) || isHuge(mark)) return mark.source
    const width = layer === 'back' ? 3.4 : layer === 'front' ? 6 : isSmall(mark) ? 2.6 : 5
    return layer === 'over' ? mark.source : repaint(mark, { fill: mark.fill, stroke: medium.palette.ink, width })
  }

export const woodblock: Technique = {
  outline: 9,
  contour: 0,
  softness: 0.4,
  halo: 0.8,
  restyle: (markup, layer, medium) =>
    layer === 'subject' || layer === 'prop' ? markup : restyle(markup, woodRule(layer, medium)),
}

const leadRule =
  (layer: Layer): Rule =>
  (mark) => {
    if (isGradient(mark)) return layer === 'light' || layer === 'over' || isExpanse(mark) ? mark.source : ''
    if (isExpanse(mark) || layer === 'over') return mark.source
    if (isLine(mark))
      return repaint(mark, {
        stroke: '#000000',
        width: Math.max(2, Math.min(6, mark.strokeWidth * mark.scale)),
        opacity: Math.min(1, mark.strokeOpacity + 0.3),
      })
    if (!isSolid(mark) || isHuge(mark)) return mark.source
    const width = isSmall(mark) ? 2.4 : layer === 'subject' ? 8 : layer === 'prop' ? 5 : 5.5
    return repaint(mark, { fill: mark.fill, stroke: '#000000', width })
  }

/** Leading that divides the ground into panes which run towards the middle. */
const panes = (medium: Medium): string => {
  const random = medium.random.fork('panes')
  const hub = point(512, 540)
  const spokes = times(18, (index) => {
    const turn = index * 20 + random.between(-5, 5)
    const [near, far] = [polar(hub, turn, 60), polar(hub, turn + random.between(-4, 4), 820)]
    return `M${num2(near.x, near.y)}L${num2(far.x, far.y)}`
  })
  const rings = [250, 400, 560, 700].map((radius) =>
    times(37, (index) => {
      const place = polar(hub, index * 10, radius + (index % 2) * 26 + random.between(-8, 8))
      return `${index === 0 ? 'M' : 'L'}${num2(place.x, place.y)}`
    }).join(''),
  )
  return line([...spokes, ...rings].join(''), '#000000', 6)
}

export const stainedGlass: Technique = {
  outline: 8,
  contour: 0,
  softness: 0.5,
  halo: 0.9,
  restyle: (markup, layer, medium) =>
    layer === 'subject'
      ? restyle(markup, subjectLead)
      : restyle(markup, leadRule(layer)) + (markup.includes('data-habitat') ? panes(medium) : ''),
  finish: () => line(box(14, 14, 996, 996), '#000000', 28) + line(box(32, 32, 960, 960), '#ffffff', 2, 0.25),
}

/** The subject keeps its shading; its outlines turn to lead. */
const subjectLead: Rule = (mark) =>
  isSolid(mark) && mark.stroke !== 'none'
    ? repaint(mark, { fill: mark.fill, stroke: '#000000', width: Math.min(16, mark.strokeWidth * mark.scale) }).replace(
        ' stroke="#',
        ' paint-order="stroke" stroke="#',
      )
    : mark.source

const bulge = (medium: Medium) =>
  medium.defs.add(
    (id) =>
      `<radialGradient id="${id}" cx="0.36" cy="0.26" r="0.85"><stop offset="0" stop-color="#ffffff" stop-opacity="0.62"/><stop offset="0.36" stop-color="#ffffff" stop-opacity="0.1"/><stop offset="0.62" stop-color="#000000" stop-opacity="0.04"/><stop offset="1" stop-color="#000000" stop-opacity="0.52"/></radialGradient>`,
  )

const clayRule =
  (layer: Layer, bump: string, isFrugal: boolean): Rule =>
  (mark) => {
    if (isGradient(mark))
      return layer === 'subject'
        ? mark.source
        : layer === 'light' || layer === 'over' || isExpanse(mark)
          ? mark.source
          : ''
    if (isExpanse(mark) || !isSolid(mark) || isHuge(mark) || layer === 'over') return mark.source
    // Marks on the skin are pressed into it: only parts, which have a contour, bulge and throw shadows.
    if (layer === 'subject' && mark.stroke === 'none') return mark.source
    const isPlain = mark.geometry.length < (layer === 'back' ? (isFrugal ? 1500 : 300) : isFrugal ? 800 : 0)
    if (isPlain && isFrugal) return mark.source
    const reach = isSmall(mark) ? 3 : layer === 'back' ? 6 : 9
    const body = repaint(mark, { fill: mark.fill, stroke: mark.fill, width: layer === 'back' ? 4 : 5 })
    const shadow = isPlain
      ? ''
      : moved(
          mark,
          reach * 0.5,
          reach,
          repaint(mark, { fill: '#000000', stroke: '#000000', width: reach, opacity: 0.26 }),
        )
    if (isSmall(mark) || isPlain) return shadow + body
    return shadow + body + repaint(mark, { fill: `url(#${bump})`, stroke: '#ffffff', width: 1.4, strokeOpacity: 0.16 })
  }

export const clay: Technique = {
  outline: 0,
  contour: 0.1,
  softness: 1,
  halo: 0.9,
  restyle: (markup, layer, medium) => restyle(markup, clayRule(layer, bulge(medium), medium.isFrugal)),
  finish: () => fill(box(-64, -64, 1152, 1152), '#ffffff', 0.03),
}
