import type { ThoughtWays } from './thought-ways.ts'

/** Thoughts about colours, place, things and light, and the last ones about the name. */
export const thoughtsOnScene: readonly ThoughtWays[] = [
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
