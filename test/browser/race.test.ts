import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seriousFaultsInBothThemes } from '../support/axe-faults.ts'
import { openPage, type WatchedPage } from '../support/browser.ts'
import { eventually } from '../support/browser-eventually.ts'
import { type RealSite, startRealSite } from '../support/browser-site.ts'

const RACE_MS = 90_000
let site: RealSite

beforeAll(async () => {
  // A quarter of the usual pace: long enough to be seen at work, short enough for a test.
  site = await startRealSite({ SCRIPTED_PACE: '0.25' })
})
afterAll(() => site?.close())

async function startRace(page: Page, brief: string): Promise<string> {
  await page.goto(site.server.url)
  await page.getByLabel('Your brief').fill(brief)
  await page.getByRole('button', { name: 'Start the race' }).click()
  await page.waitForURL(/\/runs\//)
  // the address changes before the run is loaded
  await lane(page, 1).waitFor()
  return page.url()
}

const lane = (page: Page, number: number) => page.getByRole('article', { name: `Variation ${number}:` })
const directionsOf = (page: Page) => page.getByRole('article').getByRole('heading', { level: 3 }).allInnerTexts()
const finished = (page: Page) => page.getByText('Finished', { exact: true }).waitFor({ timeout: RACE_MS })
const pickButton = (page: Page, number: number) =>
  lane(page, number).getByRole('button', { name: `Pick variation ${number}` })
const isPressed = async (page: Page, number: number) =>
  (await pickButton(page, number).getAttribute('aria-pressed')) === 'true'

/** What a person reads on the lanes, and which pictures they see. */
async function readLanes(page: Page): Promise<string[]> {
  const lanes = await page.getByRole('article').all()
  return Promise.all(
    lanes.map(async (one) => {
      const picture = await one.getByRole('img').first().getAttribute('src')
      return `${await one.innerText()}\n${picture}`
    }),
  )
}

async function withPages(count: number, use: (pages: WatchedPage[]) => Promise<void>): Promise<void> {
  const pages = await Promise.all(Array.from({ length: count }, () => openPage(site.browser, site.server.url)))
  try {
    await use(pages)
    expect(pages.flatMap(({ complaints }) => complaints)).toEqual([])
  } finally {
    await Promise.all(pages.map(({ close }) => close()))
  }
}

describe('a race', () => {
  it('goes from brief to pictures to a pick, and is the same after a reload', async () => {
    await withPages(1, async ([watched]) => {
      const { page } = watched!
      await startRace(page, 'A shy lighthouse keeper with a telescope and a woolly hat')
      await eventually(async () => expect(await page.getByRole('article').count()).toBe(4))
      await lane(page, 1).getByRole('list').getByText('Imagine').waitFor()
      await finished(page)
      await eventually(async () => expect(await page.locator('article img').count()).toBe(4))
      for (const picture of await page.locator('article img').all()) {
        const width = await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))
        expect(width).toBe(Number(process.env.TEST_SKETCH_SIZE))
      }
      await page.keyboard.press('2')
      await page.getByText('Your pick').waitFor()
      await pickButton(page, 3).click()
      await eventually(async () => expect(await isPressed(page, 3)).toBe(true))
      await page.getByLabel('Note on your pick').fill('the best hat')
      await page.keyboard.press('Enter')
      await eventually(async () => expect(await noteOf(page)).toBe('the best hat'))
      const before = await readLanes(page)
      await page.reload()
      await page.getByText('Your pick').waitFor()
      await eventually(async () => expect(await readLanes(page)).toEqual(before))
      expect(await isPressed(page, 3)).toBe(true)
      expect(await page.getByLabel('Note on your pick').inputValue()).toBe('the best hat')
      await page.getByRole('button', { name: 'Remove pick' }).click()
      await page.getByText('No pick yet').waitFor()
    })
  })

  it('lets one lane be cancelled and retried while the others go on', async () => {
    await withPages(1, async ([watched]) => {
      const { page } = watched!
      await startRace(page, 'A moon gardener who grows mushrooms')
      await lane(page, 2).getByRole('button', { name: 'Cancel variation 2' }).click()
      await lane(page, 2).getByText('This variation was cancelled.').waitFor()
      await lane(page, 1).getByText('Done', { exact: true }).waitFor({ timeout: RACE_MS })
      await lane(page, 2).getByRole('button', { name: 'Retry variation 2' }).click()
      await lane(page, 2).getByText('Done', { exact: true }).waitFor({ timeout: RACE_MS })
      await lane(page, 2).getByRole('tab', { name: 'Details' }).click()
      await lane(page, 2).getByText('Attempt 1, first').waitFor()
      await lane(page, 2).getByText('Attempt 2, retry').waitFor()
      await finished(page)
    })
  })

  it('is cancelled as a whole, and run again with the same settings', async () => {
    await withPages(1, async ([watched]) => {
      const { page } = watched!
      const first = await startRace(page, 'A tiny librarian asleep on a book')
      const directions = await directionsOf(page)
      await page.getByRole('button', { name: 'Cancel run' }).click()
      await page.getByText('Cancelled', { exact: true }).first().waitFor()
      await page.getByRole('button', { name: 'Delete' }).waitFor()
      const seed = await page.getByText(/^Seed/).innerText()
      await page.getByRole('button', { name: 'Run again' }).click()
      await page.waitForURL((url) => url.href !== first)
      expect(directions).toHaveLength(4)
      await eventually(async () => expect(await page.getByText(/^Seed/).innerText()).toBe(seed))
      await eventually(async () => expect(await directionsOf(page)).toEqual(directions))
      await page.getByRole('button', { name: 'Cancel run' }).click()
      await page.getByRole('button', { name: 'Delete' }).waitFor()
    })
  })

  it('gives a picture children, and shows them where they come from', async () => {
    await withPages(1, async ([watched]) => {
      const { page } = watched!
      const parent = await startRace(page, 'A jazz trumpeter with sunglasses')
      await finished(page)
      const name = await lane(page, 1).getByRole('heading', { level: 4 }).innerText()
      await lane(page, 1).getByRole('button', { name: 'Vary the picture of variation 1' }).click()
      await page.getByRole('menuitem', { name: /Subtle/ }).click()
      await page.waitForURL((url) => url.href !== parent)
      const family = page.getByRole('navigation', { name: 'Family' })
      await family.getByText(`${name}, subtle`).waitFor()
      const pictures = family.getByRole('img').or(family.locator('img'))
      await eventually(async () => expect(await pictures.count()).toBe(1))
      await family.getByRole('link').click()
      await page.waitForURL(parent)
      await page.getByText('Grew into').waitFor()
    })
  })

  it('is followed by two browsers at once', async () => {
    await withPages(2, async ([mine, yours]) => {
      const address = await startRace(mine!.page, 'A cartographer of rivers with a compass')
      await yours!.page.goto(address)
      await Promise.all([finished(mine!.page), finished(yours!.page)])
      await mine!.page.keyboard.press('4')
      await eventually(async () => expect(await isPressed(yours!.page, 4)).toBe(true))
      await yours!.page.getByRole('button', { name: 'Pick variation 1' }).click()
      await eventually(async () => expect(await isPressed(mine!.page, 1)).toBe(true))
      await eventually(async () => expect(await readLanes(mine!.page)).toEqual(await readLanes(yours!.page)))
    })
  })

  it('is found in the list with its pick, deleted, and brought back', async () => {
    await withPages(1, async ([watched]) => {
      const { page } = watched!
      await startRace(page, 'A clockmaker called to be deleted')
      await finished(page)
      await page.keyboard.press('1')
      await page.getByText('Your pick').waitFor()
      const name = await lane(page, 1).getByRole('heading', { level: 4 }).innerText()
      await page.getByRole('link', { name: 'All runs' }).click()
      const card = page.getByRole('listitem').filter({ hasText: 'A clockmaker called to be deleted' })
      await card.getByText(`Picked: ${name}`).waitFor()
      await card.getByRole('button', { name: /^Delete/ }).click()
      await eventually(async () => expect(await card.count()).toBe(0))
      await page.getByRole('button', { name: 'Undo' }).click()
      await card.getByText(`Picked: ${name}`).waitFor()
    })
  })

  it('lets a picture be downloaded under its name', async () => {
    await withPages(1, async ([watched]) => {
      const { page } = watched!
      await startRace(page, 'A postman with a bag')
      await finished(page)
      const coming = page.waitForEvent('download')
      await lane(page, 1).getByRole('link', { name: 'Download the picture of variation 1' }).click()
      const download = await coming
      expect(download.suggestedFilename()).toMatch(/^[a-z0-9-]+-1\.png$/)
      expect(await download.failure()).toBeNull()
    })
  })
})

describe('everyone', () => {
  it('can use every view, light and dark: axe finds nothing serious', async () => {
    // what moves has colours and places of its own for a moment
    const watched = await openPage(site.browser, site.server.url, { reducedMotion: 'reduce' })
    const { page } = watched
    await page.getByText('Details').click()
    expect(await seriousFaultsInBothThemes(page)).toEqual([])
    await startRace(page, 'A baker by the canal')
    await lane(page, 1).getByRole('button', { name: 'Cancel variation 1' }).click()
    expect(await seriousFaultsInBothThemes(page)).toEqual([])
    await lane(page, 2).getByText('Done', { exact: true }).waitFor({ timeout: RACE_MS })
    await page.keyboard.press('2')
    await page.getByText('Your pick').waitFor()
    await lane(page, 2).getByRole('tab', { name: 'Details' }).click()
    expect(await seriousFaultsInBothThemes(page)).toEqual([])
    await lane(page, 2)
      .getByRole('button', { name: /^Open the picture/ })
      .click()
    await page.getByRole('dialog').waitFor()
    expect(await seriousFaultsInBothThemes(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
    expect(await seriousFaultsInBothThemes(page)).toEqual([])
    expect(watched.complaints).toEqual([])
    await watched.close()
  })
})

const noteOf = async (page: Page) => {
  const id = page.url().split('/').at(-1)
  const run = await (await fetch(`${site.server.url}/v1/runs/${id}`)).json()
  return run.pick?.note
}
