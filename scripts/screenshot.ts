// Makes the README's picture of the comparison view: a finished race on a real server, with a pick.
import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Run } from '#contract/api.ts'
import { openPage } from '../test/support/browser.ts'
import { type RealSite, startRealSite } from '../test/support/browser-site.ts'

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'docs/comparison.png' },
    brief: {
      type: 'string',
      default: 'A lighthouse keeper in a woolly hat, with a telescope and a cat, waiting for a storm',
    },
    seed: { type: 'string', default: '2026' },
    pick: { type: 'string', default: '2' },
    theme: { type: 'string', default: 'light' },
    size: { type: 'string', default: '1440x1160' },
  },
})

const FINISHED_MS = 120_000

/** Starts the race over HTTP, so that the seed is ours and the picture can be made again. */
async function startRace(url: string): Promise<string> {
  const answer = await fetch(`${url}/v1/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ brief: values.brief, seed: Number(values.seed), variations: 4 }),
  })
  if (!answer.ok) throw new Error(`The run was refused: ${await answer.text()}`)
  return ((await answer.json()) as Run).links.page
}

async function takePicture({ browser, server: { url } }: RealSite): Promise<void> {
  const [width = 1440, height = 1160] = values.size.split('x').map(Number)
  const colorScheme = values.theme === 'dark' ? 'dark' : 'light'
  const path = await startRace(url)
  const { page } = await openPage(browser, new URL(path, url).href, { viewport: { width, height }, colorScheme })
  await page.getByText('Finished', { exact: true }).waitFor({ timeout: FINISHED_MS })
  await page.waitForFunction(() => document.querySelectorAll('article img').length === 4)
  await page.keyboard.press(values.pick)
  await page.getByText('Your pick').waitFor()
  // The pointer would light up whatever it rests on, and what arrives must have arrived.
  await page.mouse.move(0, 0)
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'))
  await page.screenshot({ path: resolve(values.out) })
}

await mkdir(dirname(resolve(values.out)), { recursive: true })
const site = await startRealSite({ SCRIPTED_PACE: '0.1' })
try {
  await takePicture(site)
  console.log(`Wrote ${values.out}.`)
} finally {
  await site.close()
}
