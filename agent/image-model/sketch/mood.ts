import type { Design } from '#contract/design.ts'
import type { Stage } from './habitats/stage.ts'
import { full, left, top } from './habitats/stage.ts'
import { fill, group, line, num, pool } from './markup.ts'
import { burst, confetti, heart, mist, spread, vignette } from './mood-marks.ts'
import { box, ellipse, num2, point, polar, star, times } from './shapes.ts'

/** How a mood leans the camera and what drifts through the picture. */
export interface Mood {
  /** Degrees the whole scene leans. */
  readonly tilt: number
  behind(stage: Stage): string
  over(stage: Stage): string
}

const none = () => ''

/** What each mood does to a picture. */
export const moods: Readonly<Record<Design['mood'], Mood>> = {
  joyful: { tilt: 0, behind: none, over: (stage) => confetti(stage, 34) },
  drowsy: {
    tilt: 0,
    behind: none,
    over: (stage) =>
      vignette(stage, 0.42) +
      spread(
        stage,
        'doze',
        8,
        (x, y, s) => fill(ellipse(x, y, 15 * s), '#ffffff', 0.2) + line(ellipse(x, y, 15 * s), '#ffffff', 3, 0.7),
      ),
  },
  triumphant: {
    tilt: 0,
    behind: (stage) => burst(stage, 0.24),
    over: (stage) =>
      confetti(stage, 20) +
      spread(stage, 'stars', 8, (x, y, s) => fill(star(x, y, 24 * s, 10 * s, 5), stage.palette.accent)),
  },
  mischievous: {
    tilt: -3.4,
    behind: none,
    over: (stage) =>
      spread(stage, 'wink', 10, (x, y, s, index) =>
        fill(star(x, y, 26 * s, 5 * s, 4, index * 11), index % 2 ? stage.palette.accent : '#ffffff', 0.9),
      ),
  },
  melancholic: {
    tilt: 0,
    behind: (stage) => fill(box(left, top, full, full), stage.palette.ink, 0.16),
    over: (stage) => {
      const random = stage.random.fork('rain')
      const drops = times(70, () => {
        const [x, y, l] = [random.between(-40, 1080), random.between(-40, 1000), random.between(26, 60)]
        return `M${num2(x, y)}l${num(-l * 0.22)} ${num(l)}`
      })
      return line(drops.join(''), '#ffffff', 3, 0.4) + mist(stage, 960, 0.4)
    },
  },
  ceremonial: {
    tilt: 0,
    behind: (stage) =>
      burst(stage, 0.12) +
      line(ellipse(512, 520, 400), stage.palette.accent, 10, 0.6) +
      line(ellipse(512, 520, 424), stage.palette.accent, 4, 0.6),
    over: (stage) =>
      spread(stage, 'petals', 18, (x, y, s, index) =>
        group(
          { transform: `translate(${num2(x, y)}) rotate(${index * 47})` },
          fill(
            `M0 0Q${num2(14 * s, -16 * s)} ${num2(34 * s, 0)}Q${num2(14 * s, 14 * s)} 0 0Z`,
            index % 3 ? stage.palette.gills : stage.palette.accent,
            0.95,
          ),
        ),
      ),
  },
  slapstick: {
    tilt: 5,
    behind: none,
    over: (stage) =>
      spread(stage, 'bang', 9, (x, y, s, index) =>
        index % 3 === 0
          ? line(`M${num2(x - 30 * s, y)}q15-26 30 0t30 0`, stage.palette.accent, 7)
          : fill(star(x, y, 28 * s, 12 * s, 5, index * 17), index % 2 ? stage.palette.accent : stage.palette.light),
      ),
  },
  tender: {
    tilt: 0,
    behind: none,
    over: (stage) =>
      spread(stage, 'hearts', 10, (x, y, s, index) =>
        fill(heart(x, y, 19 * s), index % 3 === 2 ? stage.palette.light : stage.palette.gills, 0.92),
      ),
  },
  mysterious: {
    tilt: 0,
    behind: (stage) => mist(stage, 740, 0.45),
    over: (stage) =>
      mist(stage, 950, 0.65) +
      vignette(stage, 0.6) +
      spread(
        stage,
        'wisps',
        9,
        (x, y, s) =>
          pool(stage.defs, x, y, 34 * s, 34 * s, stage.palette.light, 0.8) +
          fill(ellipse(x, y, 4 * s), '#ffffff', 0.95),
      ),
  },
  serene: {
    tilt: 0,
    behind: () =>
      line([0, 1, 2].map((ring) => ellipse(512, 944, 260 + ring * 120, 26 + ring * 16)).join(''), '#ffffff', 4, 0.36),
    over: none,
  },
  adventurous: {
    tilt: -4.5,
    behind: none,
    over: (stage) => {
      const random = stage.random.fork('wind')
      return (
        line(
          times(9, () => {
            const [x, y, l] = [random.between(-20, 900), random.between(60, 940), random.between(90, 220)]
            return `M${num2(x, y)}q${num(l * 0.5)} ${num(-18)} ${num(l)} 0`
          }).join(''),
          '#ffffff',
          5,
          0.5,
        ) +
        spread(stage, 'leaves', 8, (x, y, s, index) =>
          group(
            { transform: `translate(${num2(x, y)}) rotate(${index * 53})` },
            fill(
              `M0 0Q${num2(18 * s, -18 * s)} ${num2(40 * s, 0)}Q${num2(18 * s, 16 * s)} 0 0Z`,
              index % 2 ? stage.palette.accent : stage.palette.support,
            ),
          ),
        )
      )
    },
  },
  cosy: {
    tilt: 0,
    behind: (stage) => pool(stage.defs, 512, 560, 520, 460, stage.palette.light, 0.3),
    over: (stage) => {
      const far = times(9, (index) => polar(point(512, 460), -170 + index * 40, 400 + (index % 2) * 60))
      return (
        vignette(stage, 0.36) +
        far
          .map((spot, index) =>
            pool(stage.defs, spot.x, spot.y, 44, 44, index % 2 ? stage.palette.light : stage.palette.accent, 0.5),
          )
          .join('')
      )
    },
  },
}
