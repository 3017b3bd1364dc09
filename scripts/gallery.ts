import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import sharp from 'sharp'
import { rasterise } from '../agent/image-model/sketch/rasterise.ts'
import { sketchSvg } from '../agent/image-model/sketch/sketch-svg.ts'
import { designFor } from '../agent/text-model/scripted/design-for.ts'
import { directions } from '../contract/directions.ts'

/** Briefs as people write them; each is designed under one direction of the library, going round it. */
const briefs: readonly string[] = [
  'an axolotl who runs a night bakery',
  'a lighthouse keeper who is afraid of the dark',
  'the captain of a paper boat looking for treasure',
  'a jazz saxophonist on a city rooftop at dusk',
  'a gardener who grows giant pumpkins',
  'a tiny astronaut who waters the moon',
  'a librarian of a drowned library',
  'an inventor with too many gears and a small robot',
  'a wizard who lost her wand and found a teapot',
  'a postman who delivers letters by hot-air balloon',
  'a noodle cook in a lantern market',
  'a violinist who plays for the snow',
  'a pirate queen with a cake and a cannon-less ship',
  'a sleepy clockmaker with a golden hourglass',
  'a painter who only paints butterflies',
  'a skateboarding champion with a trophy',
  'a mushroom doctor in a quiet forest',
  'a detective with a magnifying glass and a snail',
  'a jester who juggles stars for the king',
  'a deep-sea mapmaker with a compass',
]

const columns = 5
const side = 400
const gap = 20
const seed = 20

async function picture(brief: string, index: number): Promise<Buffer> {
  const direction = directions[(index * 7 + 2) % directions.length]
  const { design } = designFor({ brief, direction: direction?.name ?? '', seed: seed + index, parents: [] })
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
  const rows = Math.ceil(briefs.length / columns)
  const cells: sharp.OverlayOptions[] = []
  for (const [index, brief] of briefs.entries()) {
    const left = gap + (index % columns) * (side + gap)
    const top = gap + Math.floor(index / columns) * (side + gap)
    cells.push({ input: await picture(brief, index), left, top })
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
