import type { Design } from '#contract/design.ts'

type Mood = Design['mood']
type Expression = Design['expression']

/** Adjectives and what they do to mood and face. */
export const feelingWords: readonly (readonly [words: string, mood: Mood, expression: Expression])[] = [
  [
    'happy, joyful, cheerful, merry, glad, delighted, jolly, fun, sunny, joy, laughing, smiling, smile, laugh',
    'joyful',
    'beaming',
  ],
  ['excited, ecstatic, enthusiastic, thrilled, party, celebrate, festive, celebration, hyper', 'joyful', 'beaming'],
  [
    'sleepy, tired, drowsy, asleep, sleeping, sleep, nap, yawning, dozing, lazy, exhausted, insomniac, snoozing, pyjamas',
    'drowsy',
    'sleepy',
  ],
  ['dreamy, dreaming, dream, daydreaming, romantic, whimsical, enchanted, fairy tale', 'tender', 'dreamy'],
  [
    'triumphant, victorious, winning, win, champion, glorious, epic, majestic, legendary, mighty',
    'triumphant',
    'proud',
  ],
  ['proud, confident, fierce, bold, powerful, strong, fearless, badass', 'triumphant', 'determined'],
  [
    'mischievous, naughty, cheeky, sly, sneaky, cunning, playful, prankster, trickster, rascal, troublemaker, evil',
    'mischievous',
    'mischievous',
  ],
  [
    'sad, melancholic, melancholy, lonely, crying, gloomy, blue mood, heartbroken, homesick, lost, forgotten, grief',
    'melancholic',
    'wistful',
  ],
  ['nostalgic, wistful, longing, bittersweet, old, ancient, retired, autumn, autumnal, last', 'melancholic', 'wistful'],
  [
    'solemn, ceremonial, royal, regal, sacred, holy, noble, dignified, formal, ritual, coronation',
    'ceremonial',
    'proud',
  ],
  [
    'silly, goofy, funny, clumsy, slapstick, ridiculous, absurd, crazy, chaotic, wacky, hilarious, banana',
    'slapstick',
    'awed',
  ],
  [
    'tender, gentle, loving, kind, sweet, soft, cute, caring, adorable, love, baby, motherly, in love',
    'tender',
    'content',
  ],
  ['shy, timid, nervous, anxious, scared, afraid, frightened, worried, bashful, introverted, awkward', 'tender', 'shy'],
  [
    'mysterious, spooky, creepy, haunted, eerie, secret, dark, gothic, occult, scary, horror, enigmatic, ghost',
    'mysterious',
    'mischievous',
  ],
  [
    'serene, calm, peaceful, zen, quiet, meditative, relaxed, tranquil, silent, still, meditating, patient',
    'serene',
    'content',
  ],
  [
    'adventurous, brave, daring, heroic, courageous, wild, intrepid, quest, adventure, journey, expedition',
    'adventurous',
    'determined',
  ],
  ['curious, wondering, amazed, surprised, astonished, wonder, awe, discovering, first time', 'adventurous', 'awed'],
  ['cosy, cozy, warm, snug, homely, comfortable, hygge, fireside, comfy', 'cosy', 'content'],
  [
    'grumpy, angry, cranky, furious, annoyed, stubborn, strict, serious, stern, focused, hard-working, busy, punk',
    'adventurous',
    'determined',
  ],
  ['elegant, fancy, sophisticated, glamorous, posh, classy, luxurious, chic, rich, opulent', 'ceremonial', 'proud'],
  ['wise, thoughtful, clever, smart, genius, nerdy, bookish, intelligent', 'serene', 'content'],
  ['magical, mystical, magic, enchanting, fantastical, surreal, psychedelic, cosmic', 'mysterious', 'awed'],
]
