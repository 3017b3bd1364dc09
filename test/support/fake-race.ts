import type { Design } from '#contract/design.ts'
import type { ArtifactKind, EventData, EventType, VariationPlan } from '#contract/event.ts'

/** One thing that happens in a scripted attempt, so long after the thing before. */
export type Beat = { readonly afterMs: number } & (
  | { readonly picture: ArtifactKind }
  | { [T in EventType]: { readonly type: T; readonly data: EventData<T> } }[EventType]
)

const names = ['Marzipan', 'Captain Fern', 'Old Tortilla', 'Nimbus', 'Beatrix', 'Pebble', 'Saffron', 'Moth'] as const
const stories = [
  'She kneads by moonlight and leaves the first warm loaf on the lock gate for the boatman who never says thank you.',
  'He inherited the oven, the debts and a very small hat, and is proud of exactly one of them.',
  'A retired river pilot who found that dough, like water, only listens to patient hands.',
  'Nobody has seen her sleep; the bread simply rises when she hums.',
] as const
const palettes = [
  ['#2b3a67', '#e0b15e', '#d9583b', '#f6cdd3', '#e2567a', '#ffe9b8', '#1b1f3a'],
  ['#d8efe3', '#7fb89a', '#e8704f', '#f3e2a9', '#d1495b', '#fffbe8', '#21403a'],
  ['#f2d5b1', '#b9805a', '#2f6d80', '#8d99ae', '#5c4d7d', '#fff3dd', '#2f2a35'],
  ['#bcd4f2', '#8a86c9', '#f2b5a7', '#e9e4f5', '#c55fa0', '#fdfdff', '#2b2d55'],
] as const
const roles = ['dominant', 'support', 'accent', 'body', 'gills', 'light', 'ink'] as const
const colourNames = ['night canal', 'crust', 'ember', 'petal', 'coral', 'lamplight', 'deep ink'] as const

export function fakeDesign(index: number): Design {
  const palette = palettes[index % palettes.length] ?? palettes[0]
  return {
    kind: 'axolotl',
    name: names[index % names.length] ?? 'Marzipan',
    story: stories[index % stories.length] ?? stories[0],
    morph: 'leucistic',
    palette: roles.map((role, i) => ({ role, name: colourNames[i] ?? role, hex: palette[i] ?? '#000000' })),
    gills: { shape: 'feather', posture: 'raised' },
    pattern: { kind: 'freckles', weight: 'light' },
    expression: 'content',
    pose: { kind: 'holding', view: 'three-quarter', facing: 'left' },
    proportions: { head: 'large', body: 'round', tail: 'regular', gills: 'long' },
    accessories: [{ kind: 'apron', colour: 'support' }],
    props: [{ kind: 'bread', name: 'sourdough', colour: 'support' }],
    habitat: { kind: 'canal', detail: 'a narrow boat with an oven aboard' },
    light: { time: 'night', source: 'lantern' },
    mood: 'cosy',
    technique: 'gouache',
    reasons: {
      morph: 'milk-pink reads warm beside the oven',
      habitat: 'the brief names a canal',
      light: 'a lantern over the door',
    },
  }
}

const thoughts = [
  'A night bakery wants warmth against dark water: ',
  'amber from the oven, and a blue that stays out of the way. ',
  'The gills should catch the light first, so they are raised, long, and a little floury. ',
  'What is in its hands? A loaf, still steaming, held as one holds a kitten. ',
  'The story needs one small worry. ',
  'Perhaps the boatman never says thank you. ',
]

/** How one attempt goes. The brief's own words choose: "fails" lets lane 3 fail, "waits" lets lane 4 wait. */
export function attemptScript(plan: VariationPlan, brief: string, attempt: number): readonly Beat[] {
  const lag = 120 + plan.index * 90
  if (brief.includes('waits') && plan.index === 3) {
    const wait = {
      reason: 'capacity',
      position: 2,
      message: 'All 4 places are taken; a place becomes free when an agent ends.',
    } as const
    return [{ afterMs: lag, type: 'attempt-wait', data: wait }]
  }
  const start: Beat[] = [
    { afterMs: lag, type: 'attempt-start', data: { runner: 'local', where: whereOf(plan.index) } },
    { afterMs: 80, type: 'step-start', data: { step: 'imagine', pass: 1 } },
    { afterMs: 40, type: 'log', data: { text: `axoloom-agent: lane \u001b[1m${plan.index}\u001b[0m ready` } },
    ...thoughts.map(
      (text): Beat => ({ afterMs: 220 + plan.index * 25, type: 'thought-delta', data: { text, pass: 1 } }),
    ),
  ]
  if (brief.includes('fails') && plan.index === 2 && attempt === 1) return [...start, ...failure]
  return [...start, ...success(plan.index)]
}

function success(index: number): Beat[] {
  return [
    { afterMs: 200, type: 'design', data: { design: fakeDesign(index), pass: 1 } },
    { afterMs: 60, type: 'step-end', data: { step: 'imagine', pass: 1, ms: 1800 } },
    { afterMs: 60, type: 'step-start', data: { step: 'sketch', pass: 1 } },
    { afterMs: 500 + index * 150, picture: 'sketch' },
    { afterMs: 40, type: 'step-end', data: { step: 'sketch', pass: 1, ms: 700 } },
    { afterMs: 80, type: 'step-start', data: { step: 'critique', pass: 1 } },
    {
      afterMs: 200,
      type: 'thought-delta',
      data: { text: 'Reads at a glance. The loaf could be bigger, but it is hers.', pass: 2 },
    },
    { afterMs: 250, type: 'step-end', data: { step: 'critique', pass: 1, ms: 420 } },
    { afterMs: 100, type: 'attempt-end', data: { outcome: 'succeeded' } },
  ]
}

const failure: Beat[] = [
  { afterMs: 100, type: 'log-gap', data: { lines: 1240, why: 'lost' } },
  {
    afterMs: 200,
    type: 'attempt-end',
    data: { outcome: 'failed', reason: 'agent-exit', message: 'It ended with exit code 137.', isRetryable: true },
  },
]

function whereOf(index: number) {
  const pid = 4000 + index
  return {
    text: `process ${pid} on this machine`,
    command: `tail -f data/attempts/${pid}/out.log`,
    details: { pid: `${pid}`, host: 'laptop' },
  }
}
