import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { WatchedPage } from '../support/browser.ts'
import { eventually } from '../support/browser-eventually.ts'
import { createFakeSites } from '../support/browser-site.ts'
import type { FakeApi } from '../support/fake-api.ts'

const sites = createFakeSites()
beforeAll(sites.start)
afterAll(sites.end)
afterEach(sites.closeAll)
const { open } = sites

async function startRace({ page }: WatchedPage, brief = 'A baker by the canal'): Promise<void> {
  await page.getByLabel('Your brief').fill(brief)
  await page.getByRole('button', { name: 'Start the race' }).click()
  await page.waitForURL(/\/runs\//)
}

const onlyRun = (api: FakeApi) => [...api.runs.values()][0]!

describe('access', () => {
  it('asks for the key once, says when it is wrong, and then goes on with what was wanted', async () => {
    const { page } = await open({ key: 'axo_right' })
    const key = page.getByLabel('Key', { exact: true })
    await key.waitFor()
    for (let i = 0; i < 3; i++) await page.keyboard.press('Escape')
    await key.fill('axo_wrong')
    await page.getByRole('button', { name: 'Unlock' }).click()
    await page.getByText('That key is not known here.').waitFor()
    await key.fill('axo_right')
    await key.press('Enter')
    await page.getByText('Nothing here yet').waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  it('ends with a press, and the key is asked for again', async () => {
    const { page } = await open({ key: 'axo_right' })
    const out = page.getByRole('button', { name: 'Sign out' })
    const key = page.getByLabel('Key', { exact: true })
    await key.fill('axo_right')
    expect(await out.count()).toBe(0)
    await key.press('Enter')
    await out.click()
    await key.waitFor()

    expect(await out.count()).toBe(0)
    expect(await page.getByText('Nothing here yet').count()).toBe(0)
  })
})

describe('a broken stream', () => {
  it('is taken up where it was, through cuts and bad gateways, and shows how it stands', async () => {
    const watched = await open()
    const { page, api } = watched
    await startRace(watched)
    await page.getByText('Live', { exact: true }).waitFor()
    // what is shown was read; what was only sent may be lost with the connection
    const thinking = page.getByRole('tabpanel').filter({ hasText: 'A night bakery wants warmth' })
    await eventually(async () => expect(await thinking.count()).toBe(4))
    api.failStreams(3)
    api.cutStreams()
    await page.getByText('Reconnecting', { exact: true }).waitFor()
    await page.getByText('Finished', { exact: true }).waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    const thoughts = await page.getByRole('tabpanel').first().textContent()
    expect(thoughts?.match(/A night bakery wants warmth/g)).toHaveLength(1)
    expect(thoughts).toContain('The loaf could be bigger')
    const positions = api.streamQueries.map((query) => Number(new URLSearchParams(query).get('after')))
    expect(positions[0]).toBe(0)
    expect(positions.slice(1).every((after) => after > 15)).toBe(true)
  })

  it('shows that the browser is offline, and comes back', async () => {
    const watched = await open({ pace: 0.1 })
    const { page } = watched
    await startRace(watched)
    await page.getByText('Finished', { exact: true }).waitFor()
    await page.context().setOffline(true)
    await page.getByText('Offline', { exact: true }).waitFor()
    await page.context().setOffline(false)
    await page.getByText('Live', { exact: true }).waitFor()
  })

  it('is given back by a hidden page and taken up when it is seen again', async () => {
    const watched = await open({ pace: 0.1 })
    const { page, api } = watched
    await startRace(watched)
    await page.getByText('Finished', { exact: true }).waitFor()
    const setVisibility = (state: string) =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'visibilityState', { configurable: true, value })
        document.dispatchEvent(new Event('visibilitychange'))
      }, state)
    await setVisibility('hidden')
    await page.getByText('Paused while hidden').waitFor({ timeout: 15_000 })
    onlyRun(api).pick(1, null)
    await setVisibility('visible')
    await page.getByText('Your pick').waitFor()
    expect(api.streamQueries).toHaveLength(2)
  })
})

describe('bad answers', () => {
  it('are shown at the field they are about', async () => {
    const watched = await open()
    const { page, api } = watched
    const errors = [
      { pointer: '/variations/1/direction', detail: 'must be at most 200 characters' },
      { pointer: '/brief', detail: 'must not be about frogs' },
    ]
    api.failNext({ method: 'POST', pathEnd: '/runs', status: 400, detail: 'The request is not valid.', errors })
    await page.getByLabel('Your brief').fill('A frog')
    await page.getByRole('button', { name: 'Start the race' }).click()
    await page.getByText('must not be about frogs').waitFor()
    await page.getByText('must be at most 200 characters').waitFor()
    await eventually(async () => expect(await page.locator(':focus').getAttribute('id')).toBe('brief'))
    expect(await page.getByText('The request is not valid.').count()).toBe(0)
  })

  it('are told as a notice after an action, and nothing else breaks', async () => {
    const watched = await open({ pace: 0.1 })
    const { page, api } = watched
    await startRace(watched)
    await page.getByText('Finished', { exact: true }).waitFor()
    api.failNext({ method: 'PUT', pathEnd: '/pick', status: 503, detail: 'The disk is full; try again in 5 s.' })
    await page.getByRole('button', { name: 'Pick variation 2' }).click()
    await page.getByText('The disk is full; try again in 5 s.').waitFor()
    await page.getByRole('button', { name: 'Pick variation 2' }).click()
    await page.getByText('Your pick').waitFor()
  })

  it('of a run that is not there lead back home', async () => {
    const { page, api } = await open()
    await page.goto(`${api.url}/runs/01jd0000000000000000000000`)
    await page.getByText('This run does not exist').waitFor()
    await page.getByRole('link', { name: 'Go to your runs' }).click()
    await page.getByLabel('Your brief').waitFor()
  })
})

describe('a lane in trouble', () => {
  it('says why in plain words, shows missing lines, and can be retried', async () => {
    const watched = await open({ pace: 0.2 })
    const { page } = watched
    await startRace(watched, 'A keeper who fails and waits')
    const third = page.getByRole('article', { name: /Variation 3/ })
    await third.getByText('The agent stopped before it was done.').waitFor()
    await third.getByRole('tab', { name: /Log/ }).click()
    await third.getByText('… 1,240 lines not received …').waitFor()
    await third.getByText('axoloom-agent: lane ␛[1m2␛[0m ready').waitFor()
    await page
      .getByRole('article', { name: /Variation 4/ })
      .getByText('place 2 in the queue')
      .waitFor()
    await third.getByRole('button', { name: 'Retry variation 3' }).click()
    await third.getByText('Done', { exact: true }).waitFor()
    await third.getByRole('tab', { name: 'Details' }).click()
    await third.getByText('Attempt 1, first').waitFor()
    await third.getByText('Attempt 2, retry').waitFor()
  })
})

describe('the layout', () => {
  it.each([
    ['phone', 390, 844],
    ['laptop', 1280, 800],
  ])('does not move while a race fills it (%s)', async (_name, width, height) => {
    const watched = await open({ pace: 0.5 })
    const { page } = watched
    await page.setViewportSize({ width, height })
    await startRace(watched)
    await page.getByText('Live', { exact: true }).waitFor()
    const boxes = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('article, article > :not([aria-hidden]) > *, [role="tabpanel"]')].map((part) => {
          const { x, y, width: w, height: h } = part.getBoundingClientRect()
          return [x + scrollX, y + scrollY, w, h].map(Math.round).join(' ')
        }),
      )
    const before = await boxes()
    await page.getByText('Finished', { exact: true }).waitFor()
    expect(await boxes()).toEqual(before)
    await page.getByRole('button', { name: 'Pick variation 1' }).click()
    await page.getByText('Your pick').waitFor()
    expect(await boxes()).toEqual(before)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  })
})

describe('a small touch screen', () => {
  const phone = { viewport: { width: 320, height: 640 }, hasTouch: true }
  const tooWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  const tooSmall = (page: Page) =>
    page.evaluate(() => {
      const all = [...document.querySelectorAll<HTMLElement>('.button, .field')].filter((one) => one.checkVisibility())
      return all.filter((one) => Math.min(one.offsetWidth, one.offsetHeight) < 44).map((one) => one.outerHTML)
    })

  it('holds the page, with room for a finger on all that is pressed', async () => {
    const watched = await open({ pace: 0.05 }, phone)
    const { page, api } = watched
    await page.getByText('Details', { exact: true }).click()
    expect([await tooWide(page), await tooSmall(page)]).toEqual([0, []])
    await startRace(watched)
    await page.getByText('Finished', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Pick variation 1' }).click()
    await page.getByText('Your pick').waitFor()
    expect([await tooWide(page), await tooSmall(page)]).toEqual([0, []])
    await page.goto(`${api.url}/nowhere`)
    await page.getByText('Nothing swims here').waitFor()
    expect([await tooWide(page), await tooSmall(page)]).toEqual([0, []])
  })

  it('has one button for the theme', async () => {
    const { page } = await open({}, phone)
    for (const name of ['Light', 'Dark']) {
      await page.getByRole('button', { name: /^Theme/ }).click()
      await page.getByRole('button', { name: `Theme: ${name}` }).waitFor()
      expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe(name.toLowerCase())
    }
  })
})

describe('the list', () => {
  it('is searched, filtered and loaded further', async () => {
    const { page, api } = await open({ pace: 0.01 })
    for (let i = 0; i < 27; i++) {
      await fetch(`${api.url}/v1/runs`, {
        method: 'POST',
        body: JSON.stringify({ brief: `Number ${i}`, variations: 1 }),
      })
    }
    await page.reload()
    const cards = page.getByRole('listitem').filter({ has: page.getByRole('heading') })
    await eventually(async () => expect(await cards.count()).toBe(24))
    await page.getByRole('button', { name: 'Show older runs' }).click()
    await eventually(async () => expect(await cards.count()).toBe(27))
    await page.getByLabel('Search briefs').fill('number 13')
    await eventually(async () => expect(await cards.count()).toBe(1))
    await page.getByLabel('State').selectOption('failed')
    await page.getByText('No run matches').waitFor()
    await page.getByRole('button', { name: 'Clear the search' }).click()
    await eventually(async () => expect(await cards.count()).toBe(24))
  })
})

describe('the keyboard', () => {
  it('skips what stands above the content', async () => {
    const { page } = await open()
    await page.getByText('Nothing here yet').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await eventually(async () => expect(await page.locator(':focus').getAttribute('id')).toBe('content'))
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus').getAttribute('id')).toBe('brief')
  })

  it('moves, opens, picks, varies and helps', async () => {
    const watched = await open({ pace: 0.05 })
    const { page } = watched
    await page.getByRole('button', { name: 'Night baker' }).click()
    await page.keyboard.press('Control+Enter')
    await page.getByText('Finished', { exact: true }).waitFor()
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-lane'))
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    expect(await focused()).toBe('1')
    await page.keyboard.press('ArrowLeft')
    expect(await focused()).toBe('0')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('heading', { name: 'Marzipan' }).waitFor()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('dialog').getByRole('heading', { name: 'Captain Fern' }).waitFor()
    await page.keyboard.press('Escape')
    await eventually(async () => expect(await page.getByRole('dialog').count()).toBe(0))
    await page.keyboard.press('3')
    await page.getByText('Your pick').waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
    await page.keyboard.press('4')
    await page.keyboard.press('Escape')
    expect(await page.getByRole('button', { name: 'Pick variation 3' }).getAttribute('aria-pressed')).toBe('true')
    await page.keyboard.press('k')
    await page.keyboard.press('v')
    await page.getByRole('menuitem', { name: /Subtle/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByText('strong').waitFor()
  })
})
