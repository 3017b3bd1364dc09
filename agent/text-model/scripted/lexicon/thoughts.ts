/**
 * What the designer may think, topic by topic, in the order in which things are decided. A word in braces is filled in;
 * a topic whose words have no value is not thought about. At least four ways each, so that four siblings differ.
 */
export const thoughtWays: readonly (readonly [topic: string, ways: readonly string[]])[] = [
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
  [
    'ground',
    [
      'Ground colour: {ground}. Sixty parts of it.',
      'I flood the page with {ground}.',
      '{ground} behind everything, so that the body can shine.',
      'Everything stands on {ground}.',
      'First wash: {ground}, right up to the edges.',
      'The air in here is {ground}.',
    ],
  ],
  [
    'body',
    [
      '{body} for the body; against {ground} it reads from across the room.',
      'The body turns {body} where the light finds it.',
      '{body} skin. I hold it next to {ground}: clear enough.',
      'I mix {body} for the belly and a darker one for the back.',
      'Now the animal itself: {body}.',
    ],
  ],
  [
    'gill-colour',
    [
      '{gillColour} in the gills.',
      'The gills want {gillColour}, three tones of it.',
      '{gillColour}, up in the gills, where the blood is close.',
      'I try {gillColour} on one gill. Then on all six.',
      'Tips of {gillColour}, uneven, as if it had been running.',
    ],
  ],
  [
    'support',
    [
      '{support} to hold it together.',
      'A third of the picture in {support}, quietly.',
      '{support} keeps the ground company.',
      '{support} in the shadows, where nobody looks first.',
      'Second colour: {support}. It asks no questions.',
    ],
  ],
  [
    'accent',
    [
      'And one loud note: {accent}.',
      '{accent}, used three times and no more.',
      'A pinch of {accent} where the eye should land.',
      'I save {accent} for last.',
      'It needs one spark. {accent}.',
      '{accent}, like somebody laughing in the next room.',
    ],
  ],
  [
    'light-colour',
    [
      'Highlights in {light}, lines in {ink}.',
      '{ink} for the lines; black would be rude.',
      'The rim of light is {light}.',
      'One dot of {light} in each eye. Now it is alive.',
      'From {ink} to {light}: that is the whole ladder.',
    ],
  ],
  [
    'habitat',
    [
      'I set it in {detail}.',
      'Where? In {detail}.',
      'The place settles: {detail}.',
      'Behind it, not too sharp: {detail}.',
      'It lives in {detail}, I decide.',
    ],
  ],
  [
    'pose',
    [
      '{pose}, {view}, turned {facing}.',
      'It should be {pose}; I draw it {view}.',
      '{view}, {pose}: the tail finishes the line.',
      '{pose}. The weight goes {facing}, so the tail goes the other way.',
      'I try it {pose}, then step back: {view}.',
    ],
  ],
  [
    'wear',
    [
      'It gets {wornA}, slightly too big.',
      'On it goes: {worn}.',
      '{worn}, tucked in carefully round the gills.',
      'Try wearing {wornA} with six gills. It manages.',
      'For dignity: {worn}.',
    ],
  ],
  [
    'bare',
    [
      '{bare} on the head. The gills are hat enough.',
      '{bare} to wear but its smile.',
      'It puts {bare} on; it is dressed in light.',
      '{bare} round the neck, and you see the gills move.',
    ],
  ],
  [
    'props',
    [
      'Within reach: {held}.',
      '{held}, big enough to recognise at a glance.',
      'I move {held} until nothing argues with the tail.',
      'Around it: {held}. No more, or it becomes a shop window.',
      'The story needs {held}. The rest is water.',
    ],
  ],
  [
    'empty-hands',
    [
      '{emptyHands} in its hands, then. Good hands.',
      '{emptyHands} beside it. I leave the scene bare.',
      'It holds {emptyHands}, and holds it well.',
      '{emptyHands} to lean on; so the pose must be right.',
    ],
  ],
  [
    'light',
    [
      'Light from the {source}, at {time}.',
      'It is {time} and the {source} does the rest.',
      '{time}: the {source} rims the gills.',
      'I put the {source} a little behind it, for {time}.',
      'Where does the shadow fall at {time}? Away from the {source}.',
    ],
  ],
  [
    'technique',
    [
      'Made in {technique}; I can feel the edge already.',
      '{technique} for the surface, and no cheating.',
      'If it is {technique}, the line must behave like it.',
      '{technique} forgives nothing. Good.',
      'My hands want {technique} today.',
    ],
  ],
  [
    'twist',
    [
      '…{twist}. Yes, that is the story.',
      'And then it came: {twist}.',
      '{lens} whispers: {twist}.',
      'The last half of the sentence: {twist}.',
      'It all makes sense now: {twist}.',
    ],
  ],
  [
    'name',
    [
      'A name… {name}.',
      'I call it {name}; it looked up.',
      '{name}. Try saying it under water.',
      'It answers to {name}.',
      'Who signs for it? {name}.',
      '{name}, then. It could be no one else.',
    ],
  ],
  [
    'given-name',
    [
      'It comes with a name: {givenName}. I say it aloud, it fits.',
      '{givenName}, as asked.',
      '{givenName}. A name to grow into.',
      'So that is what {givenName} looks like.',
    ],
  ],
  [
    'mood',
    [
      'The whole thing should feel {mood}.',
      '{mood}, but not too much of it.',
      'One more look: {mood}? Yes.',
      'If it is not {mood} I start again. It is.',
      'I turn the page upside down. Still {mood}.',
    ],
  ],
  [
    'close',
    [
      'There you are, {root}.',
      '{root} is looking at me. Time to draw.',
      'Enough thinking. {root} wants out.',
      'Good. Hold still, {root}.',
      'All right, {root}. Into the light.',
      'That is {root}. I would know it anywhere.',
    ],
  ],
]
