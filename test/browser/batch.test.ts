import { setTimeout as delay } from 'node:timers/promises'
import type { Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Batch } from '../../contract/batch.ts'
import type { SheetPage } from '../../contract/batch-result.ts'
import { seriousFaultsInBothThemes } from '../support/axe-faults.ts'
import { postBatch } from '../support/batch-rows.ts'
import { openPage } from '../support/browser.ts'
import { eventually } from '../support/browser-eventually.ts'
import { type RealSite, startRealSite } from '../support/browser-site.ts'

const BATCH_MS = 90_000
/** Longer than the page waits after an event before it asks. */
const SLOW_MS = 1500
let site: RealSite
let done: Batch

beforeAll(async () => {
  site = await startRealSite({ SCRIPTED_PACE: '0' })
  done = await postBatch(
    site.server.url,
    ['baker', 'keeper', 'pirate'].map((customId) => ({ customId, brief: `a ${customId}` })),
  )
  await ended(done)
}, BATCH_MS)
afterAll(() => site?.close())

async function load<T>(path: string): Promise<T> {
  return (await (await fetch(`${site.server.url}${path}`)).json()) as T
}

async function ended({ links }: Batch): Promise<void> {
  const look = async () => expect((await load<Batch>(links.self)).status).toBe('ended')
  await vi.waitFor(look, { timeout: BATCH_MS, interval: 200 })
}

async function withPage(
  path: string,
  use: (page: Page) => Promise<void>,
  expected: readonly RegExp[] = [],
): Promise<void> {
  const { page, complaints, close } = await openPage(site.browser, `${site.server.url}${path}`)
  try {
    await use(page)
    expect(complaints.filter((text) => !expected.some((one) => one.test(text)))).toEqual([])
  } finally {
    await close()
  }
}

const row = (page: Page, customId: string) => page.getByRole('listitem', { name: customId, exact: true })
const cell = (page: Page, customId: string, number: number) =>
  row(page, customId).getByRole('button', { name: `Choose variation ${number},` })
const isChosen = async (page: Page, customId: string, number: number) =>
  (await cell(page, customId, number).getAttribute('aria-pressed')) === 'true'
const choices = async () =>
  (await load<SheetPage>(`${done.links.self}/sheet`)).data.map(({ choice }) => choice?.variation ?? null)

/** As another page does it, in the row of the keeper. */
async function chooseElsewhere(variation: number): Promise<void> {
  const choice = await fetch(`${site.server.url}${done.links.rows}/1/choice`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ variation }),
  })
  expect(choice.status).toBe(200)
}

describe('the page of batches', () => {
  it('takes a file, and goes to the batch, which fills while one looks', async () => {
    await withPage('/', async (page) => {
      await page.getByRole('link', { name: 'Batches' }).click()
      await page.getByRole('heading', { name: 'Your batches' }).waitFor()
      const text =
        '{"customId":"one","brief":"a diver","variations":2}\n{"customId":"two","brief":"a wizard","variations":1}\n'
      const file = { name: 'winter plan.jsonl', mimeType: 'application/x-ndjson', buffer: Buffer.from(text) }
      await page.getByLabel('File', { exact: true }).setInputFiles(file)
      await page.getByLabel('Who chooses?').selectOption('The first that succeeds')
      await page.getByRole('button', { name: 'Start the batch' }).click()
      await page.waitForURL(/\/batches\/./)
      await page.getByRole('heading', { name: 'winter plan' }).waitFor()
      await page.getByText('Ended', { exact: true }).waitFor({ timeout: BATCH_MS })
      // two lanes may end at the same moment
      await eventually(async () => expect(await page.getByText(/^It was (the|among the) /).count()).toBe(2))
      expect(await isChosen(page, 'two', 1)).toBe(true)
    })
  })

  it('says what is wrong with each line of a file', async () => {
    await withPage(
      '/batches',
      async (page) => {
        await page.getByRole('button', { name: 'Start the batch' }).click()
        await page.getByText('Choose a file first.').waitFor()
        const text = '{"customId":"a","brief":"x"}\nnot json\n{"customId":"b","brief":"x","variations":99}\n'
        const file = { name: 'bad.jsonl', mimeType: 'application/x-ndjson', buffer: Buffer.from(text) }
        await page.getByLabel('File', { exact: true }).setInputFiles(file)
        await page.getByRole('button', { name: 'Start the batch' }).click()
        await page.getByText('Line 2', { exact: true }).waitFor()
        await page.getByText('Line 3, variations', { exact: true }).waitFor()
        expect(await page.getByRole('alert').innerText()).toContain('2 faults')
      },
      [/status of 4\d\d/],
    )
  })

  it('lists batches, and says so when it cannot', async () => {
    await withPage(
      '/',
      async (page) => {
        await page.route('**/v1/batches?*', (route) => route.fulfill({ status: 503, body: '' }))
        await page.getByRole('link', { name: 'Batches' }).click()
        await page.getByText('This could not be loaded').waitFor()
        await page.unroute('**/v1/batches?*')
        await page.getByRole('button', { name: 'Try again' }).click()
        await page.getByRole('link', { name: 'Unnamed batch' }).click()
        await page.getByRole('heading', { name: 'Rows' }).waitFor()
      },
      [/status of 503/],
    )
  })
})

describe('the page of a batch', () => {
  it('is chosen from by keyboard alone', async () => {
    await withPage(done.links.page, async (page) => {
      await cell(page, 'baker', 1).waitFor()
      await page.keyboard.press('j')
      await page.keyboard.press('2')
      await eventually(async () => expect(await isChosen(page, 'baker', 2)).toBe(true))
      // the focus has gone on to the next row
      await page.keyboard.press('1')
      await eventually(async () => expect(await isChosen(page, 'keeper', 1)).toBe(true))
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('Enter')
      await eventually(async () => expect(await isChosen(page, 'pirate', 2)).toBe(true))
      expect(await choices()).toEqual([1, 0, 1])
      await page.reload()
      await eventually(async () => expect(await isChosen(page, 'baker', 2)).toBe(true))
      await page.keyboard.press('j')
      await page.keyboard.press('0')
      await row(page, 'baker').getByText('Nothing chosen yet').waitFor()
      expect(await choices()).toEqual([null, 0, 1])
      await page.keyboard.press('?')
      await page.getByText('choose that variation, and go to the next row').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.keyboard.press('o')
      await page.waitForURL(/\/runs\//)
    })
  })

  it('shows what another page chooses', async () => {
    await withPage(done.links.page, async (page) => {
      await page.getByText('Live', { exact: true }).waitFor()
      await cell(page, 'keeper', 1).waitFor()
      for (const variation of [1, 0]) {
        await chooseElsewhere(variation)
        await eventually(async () => expect(await isChosen(page, 'keeper', variation + 1)).toBe(true))
      }
    })
  })

  it('asks again after a fault, though nothing more happens in the batch', async () => {
    await withPage(
      done.links.page,
      async (page) => {
        await page.getByText('Live', { exact: true }).waitFor()
        await cell(page, 'keeper', 1).waitFor()
        await page.route('**/sheet?*', (route) => route.fulfill({ status: 503, body: '' }), { times: 1 })
        const refused = page.waitForResponse((response) => response.status() === 503)
        await chooseElsewhere(1)
        await refused
        await eventually(async () => expect(await isChosen(page, 'keeper', 2)).toBe(true))
      },
      [/status of 503/],
    )
    await chooseElsewhere(0)
  })

  it('shows rows that come slowly, though more happens while they come', async () => {
    await withPage(done.links.page, async (page) => {
      await page.getByText('Live', { exact: true }).waitFor()
      await cell(page, 'keeper', 1).waitFor()
      let asked = 0
      await page.route('**/sheet?*', async (route) => {
        await chooseElsewhere(asked++ % 2)
        await delay(SLOW_MS)
        // a page that asks anew has let go of this one
        await route.continue().catch(() => {})
      })
      await chooseElsewhere(1)
      await eventually(async () => expect(await isChosen(page, 'keeper', 2)).toBe(true))
      // what is still held would choose once more after the last choice here
      await page.unrouteAll({ behavior: 'wait' })
    })
    await chooseElsewhere(0)
  })

  it('goes to the rows that were asked for, though more happens before they come', async () => {
    const many = await postBatch(
      site.server.url,
      Array.from({ length: 13 }, (_, at) => ({ customId: `many-${at}`, variations: 1 })),
    )
    const tell = async (action: 'pause' | 'cancel') =>
      expect((await fetch(`${site.server.url}${many.links.self}/${action}`, { method: 'POST' })).status).toBe(202)
    // or it might be over before there is anything to cancel
    await tell('pause')
    await withPage(many.links.page, async (page) => {
      await page.getByText('1–12 of 13').first().waitFor()
      const onNext = async (route: Route) => {
        // the page hears of it while it waits
        const heard = page.waitForResponse((response) => response.url().endsWith(many.links.self))
        await tell('cancel')
        await heard
        await route.continue().catch(() => {})
      }
      await page.route('**/sheet?*cursor=*', onNext, { times: 1 })
      await page.getByRole('button', { name: 'Next rows' }).first().click()
      await page.getByText('13–13 of 13').first().waitFor()
    })
  })

  it('is filtered, and says where nothing is', async () => {
    await withPage(done.links.page, async (page) => {
      await page.getByLabel('State').selectOption('Failed')
      await page.getByText('No row is in this state').waitFor()
      await page.getByRole('button', { name: 'Show all rows' }).click()
      await cell(page, 'pirate', 2).waitFor()
    })
  })

  it('is paused, goes on, and is stopped', async () => {
    const rows = Array.from({ length: 40 }, (_, at) => ({ customId: `long-${at}`, variations: 4 }))
    const long = await postBatch(site.server.url, rows, 'name=Long')
    await withPage(long.links.page, async (page) => {
      await page.getByText('1–12 of 40').first().waitFor()
      await page.getByRole('button', { name: 'Pause' }).click()
      await page.getByText('Paused', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Resume' }).click()
      await page.getByText('Running', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Next rows' }).first().click()
      await page.getByText('13–24 of 40').first().waitFor()
      await page.getByRole('button', { name: 'Stop', exact: true }).click()
      await page.getByRole('button', { name: 'Stop them too' }).click()
      await page.getByText('Ended', { exact: true }).waitFor({ timeout: BATCH_MS })
      await page.getByLabel('State').selectOption('Cancelled')
      await page
        .getByRole('listitem', { name: /^long-/ })
        .first()
        .waitFor()
    })
  })

  it('connects again after a cut, and says so meanwhile', async () => {
    await withPage(
      done.links.page,
      async (page) => {
        await page.getByText('Live', { exact: true }).waitFor()
        await page.context().setOffline(true)
        await page.getByText('Offline', { exact: true }).waitFor()
        await page.context().setOffline(false)
        await page.getByText('Live', { exact: true }).waitFor()
      },
      [/ERR_INTERNET_DISCONNECTED/],
    )
  })

  it('says that there is no such batch', async () => {
    await withPage(
      '/batches/01jd0000000000000000000000',
      async (page) => {
        await page.getByText('This batch does not exist').waitFor()
        await page.getByRole('link', { name: 'All batches' }).click()
        await page.getByRole('heading', { name: 'Your batches' }).waitFor()
      },
      [/status of 404/],
    )
  })

  it.each(['/batches', 'a batch'])('has no serious fault for anybody, at any width: %s', async (what) => {
    const path = what === '/batches' ? what : done.links.page
    const { page, close } = await openPage(site.browser, `${site.server.url}${path}`, { reducedMotion: 'reduce' })
    await page.getByRole('heading', { level: 2 }).first().waitFor()
    const row = page.getByText(what === '/batches' ? 'Unnamed batch' : 'pirate')
    await row.first().waitFor()
    for (const width of [1280, 390, 320]) {
      await page.setViewportSize({ width, height: 800 })
      expect(await seriousFaultsInBothThemes(page), `at ${width} pixels`).toEqual([])
      const beside = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(beside, `at ${width} pixels`).toBeLessThanOrEqual(0)
    }
    await close()
  })
})
