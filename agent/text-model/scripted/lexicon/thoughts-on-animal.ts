import type { ThoughtWays } from './thought-ways.ts'

/** Thoughts about the brief, and about the animal it asks for. */
export const thoughtsOnAnimal: readonly ThoughtWays[] = [
  [
    'open',
    [
      'So: “{quote}”.',
      '“{quote}”… I can see wet footprints already.',
      'Reading it twice: “{quote}”.',
      '“{quote}”. All right, who is that?',
      '“{quote}”. My pencil is already in the water.',
      'They say “{quote}”. I say: come closer.',
    ],
  ],
  [
    'parents',
    [
      'This one grows from {parents}.',
      '{parents} left me a good start.',
      'I have {parents} pinned up in front of me.',
      'What would a child of {parents} keep?',
      'I borrow a gill or two from {parents}.',
    ],
  ],
  [
    'direction',
    [
      'My lens is {lens}, so I look for what the others will not.',
      '{lens} it is. That changes the light first.',
      'The others take other roads; mine is {lens}.',
      '{lens}. I squint until the brief fits into it.',
      'How would {lens} tell it?',
      'I put {lens} on like a pair of glasses.',
    ],
  ],
  [
    'job',
    [
      '“{job}” is work, and work leaves marks: I start with the hands.',
      'Somebody who {does}. I like them at once.',
      'A face for “{job}”: used to it, still fond of it.',
      '“{job}” tells me what the hands are doing.',
      'I have met one before, for “{job}”: {does}.',
      'Nobody becomes one by accident, “{job}”. There is a story in it.',
    ],
  ],
  [
    'place',
    [
      '“{place}” gives me {placeDetail}.',
      'For “{place}” I hear {placeDetail} before I see it.',
      '“{place}” must be readable even as a thumbnail.',
      'I walk once round “{place}” in my head and count the lamps.',
      'What does “{place}” smell of? Start there.',
    ],
  ],
  [
    'named',
    [
      'Asked for by name: {named}. That goes in, large enough to see.',
      '{named}: not optional.',
      'I place {named} first and build round it.',
      'If I forget {named}, nothing else will matter.',
      'A nail in the wall for {named}, right in the light.',
      '{named}, of course. The eye should find that second.',
    ],
  ],
  [
    'refused',
    [
      'And I heard what should stay out; {refused} is crossed off.',
      'No {refused}. Struck from the list.',
      'A “no” is a gift: without {refused} there is less to hide behind.',
      '{refused} stays at home today.',
    ],
  ],
  [
    'unknown',
    [
      '“{unknown}” I cannot draw, but I can let it colour the face.',
      'I turn “{unknown}” over like a pebble.',
      '“{unknown}” stays with me; it wants a certain kind of smile.',
      'What would “{unknown}” feel like under water?',
      'I write “{unknown}” on the edge of the page and underline it.',
    ],
  ],
  [
    'empty',
    [
      'Nothing in it to hold on to, {empty}, so I look for a gesture.',
      'It leaves me the whole pond, {empty}. Dangerous, and lovely.',
      'No trade, {empty}: then the mood has to carry it.',
      'So few nails to hang it on, {empty}; I bring my own.',
    ],
  ],
  [
    'morph',
    [
      'Not {rival}: {look}.',
      '{look}. I tried {rival} in my head and it fell asleep.',
      'For a moment it was {rival}; now it is {look}, and stays.',
      'The skin is {look}, definitely {look}.',
      'What if it were {look}? It already is.',
      '{look} under that light, yes; {rival} would sulk.',
    ],
  ],
  [
    'gills',
    [
      'Gills like {gills}, {posture}.',
      'Six gills, {posture}, cut like {gills}.',
      'The gills do the talking: {posture}, in the manner of {gills}.',
      '{posture} gills, six of them, and every one like {gills}.',
      'I let the gills go the way of {gills}; {posture}, because of the mood.',
    ],
  ],
  [
    'pattern',
    [
      '{weight} {pattern}, following the back down into the tail.',
      '{pattern}, kept {weight}, so that the face stays quiet.',
      'A few {pattern}: {weight}, never on the cheeks.',
      'The skin asks for {pattern}. {weight} ones.',
      '{pattern} down one side, {weight}, like a thought that runs on.',
    ],
  ],
  [
    'plain',
    [
      'No pattern at all on {plain} skin; let the light do it.',
      '{plain}, and not a spot on it. Brave, but it has the face for it.',
      'I leave the {plain} skin alone. It can stand it.',
      'Not one freckle. {plain} is enough.',
    ],
  ],
  [
    'expression',
    [
      'The smile is {expression}; the eyes small and far apart.',
      'Mouth long, corners up, {expression}.',
      'It looks {expression}. I did not plan that, but yes.',
      '{expression}, I think. Look at the corner of the mouth.',
      'Two dots and a line, and it is {expression}.',
      '{expression} without being asked. I keep that.',
    ],
  ],
  [
    'proportions',
    [
      'A {head} head on a {build} body, tail {tail}.',
      'Tail {tail}, body {build}: it should weigh as much as a ripe pear.',
      'Everything hangs on one curve from the {head} head to the {tail} tail.',
      'Head {head}, tail {tail}; the middle can look after itself.',
      'I squint: a {build} shape, {head} in front, {tail} behind. Still an axolotl.',
    ],
  ],
]
