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
  sunglasses: ({ path, tube, flat, gloss, support, ink }) => [
    tube('M-47-9L-53-12M47-9L53-12', 5, support),
    path('M-50-15H-6Q-2-12-3-3C-5 15-16 20-27 20S-48 9-50-4Z', ink),
    path('M50-15H6Q2-12 3-3C5 15 16 20 27 20S48 9 50-4Z', ink),
    flat('M-44-9H-10Q-8-4-9 0C-12 11-20 15-27 15S-41 6-44-4Z'),
    flat('M44-9H10Q8-4 9 0C12 11 20 15 27 15S41 6 44-4Z'),
    flat('M-9-1C-12 11-20 15-27 15S-38 9-42 1Q-26 7-9-1ZM9-1C12 11 20 15 27 15S38 9 42 1Q26 7 9-1Z', '#000', 0.25),
    tube('M-50-14H50', 6, support),
    gloss('M-37 0L-29-8M17 0L25-8', 4),
  ],
  goggles: ({ path, box, tube, gloss, flat, circle, support, accent, light }) => [
    path('M-56-13Q-52-16-47-15V13Q-52 12-55 9ZM56-13Q52-16 47-15V13Q52 12 55 9Z', support),
    flat('M-46 0A20 20 0 1 1-6 0A20 20 0 1 1-46 0ZM6 0A20 20 0 1 1 46 0A20 20 0 1 1 6 0Z', light, 0.4),
    ...[-26, 26].map((x) => tube(`M${x - 20} 0A20 20 0 1 1 ${x + 20} 0A20 20 0 1 1 ${x - 20} 0Z`, 9)),
    box(-7, -6, 14, 11, 4, accent),
    ...[-26, 26].flatMap((x) => [circle(x, -20, 2, accent), circle(x, 20, 2, accent)]),
    gloss('M-37-4L-29-12M15-4L23-12', 4),
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
    tube('M-32-27Q0-18 53 20', 4, accent),
    path('M7-14Q26-23 45-14Q50 5 41 16Q28 25 13 16Q2 6 7-14Z'),
    shade('M39-16L45-14Q50 5 41 16Q31 22 20 20Q40 12 39-16Z'),
    line('M13-9Q26-15 39-9', 0.9),
    path('M17 2C17-9 36-9 36 2C36 6 33 7 32 11H21C20 7 17 6 17 2Z', light),
    dot(22.5, 1.5, 2.4),
    dot(30.5, 1.5, 2.4),
    gloss('M12 1Q12 6 15 10', 2.6),
  ],
} satisfies Record<string, Draw>
