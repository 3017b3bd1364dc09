import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import sharp from 'sharp'
import { rasterise } from '../agent/image-model/sketch/rasterise.ts'
import { sketchSvg } from '../agent/image-model/sketch/sketch-svg.ts'
import { designFor } from '../agent/text-model/scripted/design-for.ts'

/** Briefs as people write them, each under one direction of the library. */
const pictures: readonly (readonly [brief: string, direction: string])[] = [
  ['an axolotl who runs a night bakery', 'Held Gently'],
  ['a lighthouse keeper who is afraid of the dark', 'Nouveau Poster'],
  ['the captain of a paper boat looking for treasure', 'Folded Paper Theatre'],
  ['a jazz saxophonist on a city rooftop at dusk', 'Neon Sign'],
  ['a gardener who grows giant pumpkins', 'Museum Gouache'],
  ['a tiny astronaut who waters the moon', 'The Unlikely Hero'],
  ['a librarian of a drowned library', 'First Day of the Holidays'],
  ['an inventor with too many gears and a small robot', 'Blue Drafting Table'],
  ['a wizard who lost her wand and found a teapot', 'The Last-Act Diva'],
  ['a balloonist who delivers letters to the clouds', 'Standing Ovation'],
  ['a noodle cook in a lantern market', 'Lantern Market'],
  ['a violinist who plays for the snow', 'Wet Ink'],
  ['a pirate queen with a cake and a treasure chest', 'Banana-Peel Hour'],
  ['a sleepy clockmaker with a golden hourglass', 'Fresh from the Kiln'],
  ['a painter who only paints butterflies', 'Xochimilco Morning'],
  ['a skateboarding champion with a trophy', 'Arcade 1984'],
  ['a mushroom doctor in a quiet forest', 'Mushroom Hollow'],
  ['a detective with a magnifying glass and a snail', 'Two-Ink Riso'],
  ['a jester who juggles stars for the king', 'Chalk on the Pavement'],
  ['a deep-sea mapmaker with a compass', 'Midnight Trench'],
]

const columns = 5
const side = 400
const gap = 20
const seed = 20

async function picture(brief: string, direction: string, index: number): Promise<Buffer> {
  const { design } = designFor({ brief, direction, seed: seed + index, parents: [] })
  // Drawn at full size and made smaller, so that grain and lines look as they do in the product.
  const full = await rasterise(sketchSvg(design, seed + index), 1024)
  const corners = Buffer.from(
    `<svg width="${side}" height="${side}"><rect width="${side}" height="${side}" rx="14"/></svg>`,
  )
  return sharp(full)
    .resize(side, side)
    .composite([{ input: corners, blend: 'dest-in' }])
    .png()
    .toBuffer()
}

/** Draws the contact sheet of the README: what the built-in designer and renderer make of twenty briefs. */
async function drawGallery(target: string): Promise<void> {
  const rows = Math.ceil(pictures.length / columns)
  const cells: { input: Buffer; left: number; top: number }[] = []
  for (const [index, [brief, direction]] of pictures.entries()) {
    const left = gap + (index % columns) * (side + gap)
    const top = gap + Math.floor(index / columns) * (side + gap)
    cells.push({ input: await picture(brief, direction, index), left, top })
  }
  await mkdir(dirname(target), { recursive: true })
  await sharp({
    create: {
      width: gap + columns * (side + gap),
      height: gap + rows * (side + gap),
      channels: 3,
      background: '#f6f1e7',
    },
  })
    .composite(cells)
    .png({ palette: true, quality: 92, effort: 8 })
    .toFile(target)
}

const target = resolve(process.argv[2] ?? join(import.meta.dirname, '../docs/gallery.png'))
await drawGallery(target)
console.log(`wrote ${target}`)
