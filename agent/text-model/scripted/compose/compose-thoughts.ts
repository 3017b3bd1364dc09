import type { ColourRole, Design } from '#contract/design.ts'
import { morphs } from '#contract/design.ts'
import type { Choice } from '../choose/choose-traits.ts'
import { type Deal, deal, isFilled } from '../random.ts'
import { capitalised, cleanLine, listed, spoken, withArticle } from '../text.ts'
import { rootOf } from './compose-name.ts'

export interface ThoughtParts {
  readonly brief: string
  readonly choice: Choice
  readonly design: Design
  /** Names of the designs it grows from. */
  readonly parents: readonly string[]
}

/** What is thought about one topic: some ways to say it, or none when there is nothing to say. */
type Topic = readonly [topic: string, ways: readonly string[]]

/** The designer thinking aloud, in the order in which things are decided. Siblings say it differently. */
export function composeThoughts(parts: ThoughtParts): string[] {
  const topics = [...onBrief(parts), ...onBody(parts), ...onColours(parts), ...onScene(parts), ...onEnd(parts)]
  return topics.flatMap(([topic, ways]) =>
    isFilled(ways) ? [capitalised(cleanLine(deal(parts.choice.deal, `thought/${topic}`, ways), 200))] : [],
  )
}

function onBrief({ brief, choice, parents }: ThoughtParts): Topic[] {
  const { reading, lens, deal: lane } = choice
  const quote = quoteOf(brief, lane)
  const job = reading.jobs[0]
  const place = reading.places[0]
  const named = [...reading.props, ...reading.wears].map(({ name }) => name)
  const shunned =
    reading.refused.wear === 'all' || reading.refused.props === 'all'
      ? 1
      : reading.refused.wear.size + reading.refused.props.size
  return [
    [
      'open',
      [
        `So: “${quote}”.`,
        `“${quote}”… I can see wet footprints already.`,
        `Reading it twice: “${quote}”.`,
        `“${quote}”. All right, who is that?`,
      ],
    ],
    [
      'parent',
      parents.length === 0
        ? []
        : [
            `This one grows from ${listed(parents)}.`,
            `${listed(parents)} left me a good start.`,
            `I have ${listed(parents)} pinned up in front of me.`,
          ],
    ],
    [
      'direction',
      lens.name === ''
        ? []
        : [
            `My lens is ${lens.name}, so I look for what the others will not.`,
            `${lens.name} it is. That changes the light first.`,
            `The others take other roads; mine is ${lens.name}.`,
            `${lens.name}. I squint until the brief fits into it.`,
          ],
    ],
    [
      'job',
      job === undefined
        ? []
        : [
            `“${job.word}” is work, and work leaves marks: hands first, then the apron strings.`,
            `Somebody who ${job.value.does}. I like them at once.`,
            `A face for “${job.word}”: used to it, still fond of it.`,
            `“${job.word}” tells me what the hands are doing.`,
          ],
    ],
    [
      'place',
      place === undefined
        ? []
        : [
            `“${place.word}” gives me ${place.value.detail}.`,
            `For “${place.word}” I hear ${place.value.detail} before I see it.`,
            `“${place.word}” must be readable even as a thumbnail.`,
          ],
    ],
    [
      'named',
      named.length === 0
        ? []
        : [
            `Asked for by name: ${listed(named)}. That goes in, large enough to see.`,
            `${listed(named)}: not optional.`,
            `I place ${listed(named)} first and build round it.`,
            `If I forget ${listed(named)}, nothing else will matter.`,
          ],
    ],
    [
      'refused',
      shunned === 0
        ? []
        : [
            'And I heard what should stay out; crossed off.',
            'Something is not wanted here. Struck from the list.',
            'A “no” is a gift: one thing less to hide behind.',
          ],
    ],
    ['unknown', unknownWays(reading.unknown)],
    [
      'empty',
      (job ?? place ?? named[0])
        ? []
        : [
            'Nothing in it tells me to hold anything, so I look for a gesture.',
            'It leaves me the whole pond. Dangerous, and lovely.',
            'No trade, no place: then the mood has to carry it.',
            'So few nails to hang it on; I bring my own.',
          ],
    ],
  ]
}

function unknownWays(unknown: readonly string[]): string[] {
  const word = unknown[0]
  if (word === undefined) return []
  return [
    `“${word}” I cannot draw, but I can let it colour the face.`,
    `I turn “${word}” over like a pebble.`,
    `“${word}” stays with me; it wants a certain kind of smile.`,
    `What would “${word}” feel like under water?`,
  ]
}

function onBody({ choice: { deal: lane }, design }: ThoughtParts): Topic[] {
  const { morph, gills, pattern, expression, proportions } = design
  const rival = spoken(deal(lane, 'rival', withoutMember(morphs, morph)))
  const look = spoken(morph)
  return [
    [
      'morph',
      [
        `Not ${rival}: ${look}.`,
        `${look}. I tried ${rival} in my head and it fell asleep.`,
        `For a moment it was ${rival}; now it is ${look}, and stays.`,
        `The skin is ${look}, definitely ${look}.`,
      ],
    ],
    [
      'gills',
      [
        `Gills like ${gillsLike[gills.shape]}, ${gills.posture}.`,
        `Six gills, ${gills.posture}, cut like ${gillsLike[gills.shape]}.`,
        `The gills do the talking: ${gills.posture}, in the manner of ${gillsLike[gills.shape]}.`,
      ],
    ],
    [
      'pattern',
      pattern.kind === 'plain'
        ? ['No pattern at all; let the light do it.', 'Plain skin. Brave, but it has the face for it.']
        : [
            `${pattern.weight} ${spoken(pattern.kind)}, following the back down into the tail.`,
            `${spoken(pattern.kind)}, kept ${pattern.weight}, so that the face stays quiet.`,
            `A few ${spoken(pattern.kind)}: ${pattern.weight}, never on the cheeks.`,
          ],
    ],
    [
      'expression',
      [
        `The smile is ${expression}; the eyes small and far apart.`,
        `Mouth long, corners up, ${expression}.`,
        `It looks ${expression}. I did not plan that, but yes.`,
        `${expression}, I think. Look at the corner of the mouth.`,
      ],
    ],
    [
      'proportions',
      [
        `A ${proportions.head} head on a ${proportions.body} body, tail ${proportions.tail}.`,
        `Tail ${proportions.tail}, body ${proportions.body}: it should weigh as much as a ripe pear.`,
        `Everything hangs on one curve from the ${proportions.head} head to the ${proportions.tail} tail.`,
      ],
    ],
  ]
}

const gillsLike: Readonly<Record<Design['gills']['shape'], string>> = {
  feather: 'feathers',
  fern: 'young ferns',
  coral: 'branching coral',
  ribbon: 'loose ribbons',
  plume: 'parade plumes',
  leaf: 'wet leaves',
  flame: 'small flames',
}

function onColours({ design }: ThoughtParts): Topic[] {
  const name = (role: ColourRole) => design.palette.find((colour) => colour.role === role)?.name ?? role
  return [
    [
      'ground',
      [
        `Ground colour: ${name('dominant')}. Sixty parts of it.`,
        `I flood the page with ${name('dominant')}.`,
        `${name('dominant')} behind everything, so the body can shine.`,
        `Everything stands on ${name('dominant')}.`,
      ],
    ],
    [
      'body',
      [
        `${name('body')} for the body; against ${name('dominant')} it reads from across the room.`,
        `The body turns ${name('body')} where the light finds it.`,
        `${name('body')} skin. I hold it next to ${name('dominant')}: clear enough.`,
      ],
    ],
    [
      'gill-colour',
      [
        `${name('gills')} in the gills.`,
        `The gills want ${name('gills')}, three tones of it.`,
        `${name('gills')}, up in the gills, where the blood is close.`,
      ],
    ],
    [
      'support',
      [
        `${name('support')} to hold it together.`,
        `A third of the picture in ${name('support')}, quietly.`,
        `${name('support')} keeps the ground company.`,
      ],
    ],
    [
      'accent',
      [
        `And one loud note: ${name('accent')}.`,
        `${name('accent')}, used three times and no more.`,
        `A pinch of ${name('accent')} where the eye should land.`,
        `I save ${name('accent')} for last.`,
      ],
    ],
    [
      'light-colour',
      [
        `Highlights in ${name('light')}, lines in ${name('ink')}.`,
        `${name('ink')} for the lines; black would be rude.`,
        `The rim of light is ${name('light')}.`,
      ],
    ],
  ]
}

function onScene({ choice: { lens }, design }: ThoughtParts): Topic[] {
  const { pose, habitat, light, technique } = design
  const worn = design.accessories.map(({ kind }) => spoken(kind))
  const held = design.props.map((prop) => prop.name)
  return [
    [
      'habitat',
      [`I set it in ${habitat.detail}.`, `Where? In ${habitat.detail}.`, `The place settles: ${habitat.detail}.`],
    ],
    [
      'pose',
      [
        `${spoken(pose.kind)}, ${viewed[pose.view]}, turned ${pose.facing}.`,
        `It should be ${spoken(pose.kind)}; I draw it ${viewed[pose.view]}.`,
        `${viewed[pose.view]}, ${spoken(pose.kind)}: the tail finishes the line.`,
      ],
    ],
    [
      'wear',
      worn.length === 0
        ? [
            'Nothing on the head. The gills are hat enough.',
            'It wears only its smile.',
            'No costume; it is dressed in light.',
          ]
        : [
            `It gets ${listed(worn.map(withArticle))}, slightly too big.`,
            `On it goes: ${listed(worn)}.`,
            `${listed(worn)}, tucked in carefully round the gills.`,
          ],
    ],
    [
      'props',
      held.length === 0
        ? ['Empty hands, then. Good hands.', 'I leave the scene bare round it.']
        : [
            `Within reach: ${listed(held)}.`,
            `${listed(held)}, big enough to recognise at a glance.`,
            `I move ${listed(held)} until they stop arguing with the tail.`,
          ],
    ],
    [
      'light',
      [
        `Light from the ${lightWords[light.source]}, at ${spoken(light.time)}.`,
        `It is ${spoken(light.time)} and the ${lightWords[light.source]} does the rest.`,
        `${spoken(light.time)}: the ${lightWords[light.source]} rims the gills.`,
      ],
    ],
    [
      'technique',
      [
        `Made in ${spoken(technique)}; I can feel the edge already.`,
        `${spoken(technique)} for the surface, and no cheating.`,
        `If it is ${spoken(technique)}, the line must behave like it.`,
      ],
    ],
    [
      'twist',
      lens.twist === null || !lens.isFromLibrary
        ? []
        : [
            `…${lens.twist}. Yes, that is the story.`,
            `And then it came: ${lens.twist}.`,
            `${lens.name} whispers: ${lens.twist}.`,
          ],
    ],
  ]
}

const viewed: Readonly<Record<Design['pose']['view'], string>> = {
  'three-quarter': 'at three-quarter view',
  side: 'from the side',
  front: 'straight from the front',
  above: 'from above',
  portrait: 'close up',
  wide: 'small in a wide scene',
}

const lightWords: Readonly<Record<Design['light']['source'], string>> = {
  sun: 'sun',
  moon: 'moon',
  lantern: 'lantern',
  candle: 'candle',
  glow: 'glow of the water',
  neon: 'neon tube',
  fire: 'fire',
  window: 'window',
}

function onEnd({ choice: { reading }, design }: ThoughtParts): Topic[] {
  const root = rootOf(design.name)
  const isGiven = reading.name !== null
  return [
    [
      'name',
      isGiven
        ? [`It comes with a name: ${design.name}. I say it aloud, it fits.`, `${design.name}, as asked.`]
        : [
            `A name… ${design.name}.`,
            `I call it ${design.name}; it looked up.`,
            `${design.name}. Try saying it under water.`,
            `It answers to ${design.name}.`,
          ],
    ],
    [
      'mood',
      [
        `The whole thing should feel ${design.mood}.`,
        `${design.mood}, but not too much of it.`,
        `One more look: ${design.mood}? Yes.`,
      ],
    ],
    [
      'close',
      [
        `There you are, ${root}.`,
        `${root} is looking at me. Time to draw.`,
        `Enough thinking. ${root} wants out.`,
        `Good. Hold still, ${root}.`,
      ],
    ],
  ]
}

/** A few words of the brief from its start or, on odd lanes, from its end, so that siblings quote differently. */
function quoteOf(brief: string, lane: Deal): string {
  const words = cleanLine(brief, 400, 'nothing at all').replace(/[“”"]/g, '').split(' ').slice(0, 60)
  const part = lane.lane % 2 === 0 || words.length < 9 ? words.slice(0, 8) : words.slice(-7)
  return cleanLine(part.join(' '), 64, 'nothing at all')
}

function withoutMember<T>(items: readonly [T, ...T[]], item: T): readonly [T, ...T[]] {
  const rest = items.filter((other) => other !== item)
  return isFilled(rest) ? rest : items
}
