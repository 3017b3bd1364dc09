import type { Draw } from '../props/pen.ts'

/** Worn about the eyes: origin midway between them, the eyes at x = -26 and 26. */
export const eyewear = {
  glasses: ({ tube, flat, gloss, dot, light }) => [
    tube('M-44-3L-52-8M44-3L52-8', 4.5),
    flat('M-43 1A17 17 0 1 1-9 1A17 17 0 1 1-43 1ZM9 1A17 17 0 1 1 43 1A17 17 0 1 1 9 1Z', light, 0.3),
    tube('M-43 1A17 17 0 1 1-9 1A17 17 0 1 1-43 1ZM9 1A17 17 0 1 1 43 1A17 17 0 1 1 9 1ZM-9-2Q0-9 9-2', 5),
    gloss('M-36-4L-30-10M16-4L22-10', 3),
    dot(-44, -3, 1.6, light),
    dot(44, -3, 1.6, light),
  ],
  sunglasses: ({ path, tube, flat, gloss, shade, support, ink }) => [
    tube('M-44-7L-53-11M44-7L53-11', 4.5, support),
    path('M-46-13H-7Q-3-10-4-2C-6 14-16 18-26 18S-46 8-47-4Q-48-10-46-13Z', ink),
    path('M46-13H7Q3-10 4-2C6 14 16 18 26 18S46 8 47-4Q48-10 46-13Z', ink),
    flat('M-42-9H-10Q-8-4-9 0C-12 10-20 14-26 14S-40 6-42-4Z'),
    flat('M42-9H10Q8-4 9 0C12 10 20 14 26 14S40 6 42-4Z'),
    shade('M-9-2C-12 10-20 14-26 14S-38 8-41 0Q-24 8-9-2ZM9-2C12 10 20 14 26 14S38 8 41 0Q24 8 9-2Z'),
    tube('M-46-12H46', 4.5, support),
    gloss('M-35-2L-28-9M17-2L24-9', 3.5),
  ],
  goggles: ({ path, circle, box, gloss, flat, support, accent, light }) => [
    path('M-60-12Q-40-20 0-18T60-12V8Q40 2 0 4T-60 8Z', support),
    ...[-26, 26].flatMap((x) => [
      circle(x, -1, 23),
      flat(`M${x - 16} -1A16 16 0 1 1 ${x + 16} -1A16 16 0 1 1 ${x - 16} -1Z`, light, 0.35),
    ]),
    box(-7, -6, 14, 9, 3, accent),
    gloss('M-36-4L-28-12M16-4L24-12', 4),
  ],
  monocle: ({ circle, tube, line, flat, gloss, dot, accent, light }) => [
    line('M40 14C50 30 44 44 30 50', 1.2),
    flat('M8 1A18 18 0 1 1 44 1A18 18 0 1 1 8 1Z', light, 0.35),
    tube('M8 1A18 18 0 1 1 44 1A18 18 0 1 1 8 1Z', 6),
    circle(41, 13, 3.6, accent),
    dot(30, 50, 3.4, accent),
    gloss('M16-3L24-11', 3.5),
  ],
  'eye-patch': ({ path, line, shade, gloss, dot, light, tube, accent }) => [
    tube('M-52 10C-30-8 20-26 54-28', 3.5, accent),
    path('M6-14Q26-22 46-14Q50 6 40 16Q28 24 14 16Q2 8 6-14Z'),
    shade('M40-16L46-14Q50 6 40 16Q30 22 20 19Q40 12 40-16Z'),
    line('M12-8Q26-14 40-8', 0.8),
    dot(22, 2, 2.6, light),
    dot(31, 2, 2.6, light),
    gloss('M13 0Q12 6 17 11', 3),
  ],
} satisfies Record<string, Draw>
