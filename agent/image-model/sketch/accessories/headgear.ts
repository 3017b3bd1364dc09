import type { Draw } from '../props/pen.ts'

/** Encloses the head: origin at its middle, the head about 100 x 66; the windows are see-through. */
export const headgear = {
  headphones: ({ box, tube, roundShade, ellipse, gloss, support, accent }) => [
    tube('M-54-4C-54-62 54-62 54-4', 8),
    tube('M-26-42Q0-52 26-42', 6, support),
    ...[-1, 1].flatMap((side) => [
      box(side * 50 - 8, -14, 16, 32, 7, support),
      ellipse(side * 58, 2, 9, 19),
      roundShade(side * 58, 2, 8, 18),
      ellipse(side * 59, 2, 4, 9, accent),
    ]),
    gloss('M-46-28Q-38-42-26-46', 3),
  ],
  'space-helmet': ({ path, circle, box, flat, line, gloss, tube, support, accent, light }) => [
    flat('M-75 0A75 68 0 1 1 75 0C75 26 60 46 44 56H-44C-60 46-75 26-75 0Z', light, 0.22),
    tube('M-44 56C-60 46-75 26-75 0A75 68 0 1 1 75 0C75 26 60 46 44 56', 5),
    gloss('M-60-10C-56-34-40-50-22-56', 7),
    gloss('M-63 6V10', 7),
    gloss('M62 6C60 22 54 34 46 42', 3.5),
    path('M-54 50Q0 66 54 50Q60 60 54 68Q0 84-54 68Q-60 60-54 50Z'),
    line('M-50 60Q0 75 50 60', 1.3, support),
    box(-84, -10, 14, 26, 5, support),
    box(70, -10, 14, 26, 5, support),
    circle(0, 67, 4.5, accent),
    tube('M76-12V-34', 3, support),
    circle(76, -37, 4.5, accent),
  ],
  'diving-helmet': ({ path, circle, box, flat, line, tube, gloss, support, accent, light }) => [
    flat('M-72 0A72 64 0 1 1 72 0C72 24 60 44 46 54H-46C-60 44-72 24-72 0Z', light, 0.2),
    tube('M-46 54C-60 44-72 24-72 0A72 64 0 1 1 72 0C72 24 60 44 46 54', 9),
    box(-17, -76, 34, 16, 5, support),
    tube('M-14-76C-14-88 14-88 14-76', 4, support),
    ...[-1, 1].flatMap((side) => [
      circle(side * 72, 2, 14, support),
      circle(side * 72, 2, 7, accent),
      line(`M${side * 72 - 5} 2H${side * 72 + 5}`, 0.8),
    ]),
    path('M-58 48Q0 64 58 48L64 66Q0 84-64 66Z'),
    ...[-44, -22, 0, 22, 44].map((x) => circle(x, 67 - Math.abs(x) * 0.11, 3.6, accent)),
    gloss('M-54-14C-50-32-38-44-24-49', 6),
    gloss('M-56 2V6', 6),
    line('M-62 54Q0 70 62 54', 0.8),
  ],
} satisfies Record<string, Draw>
