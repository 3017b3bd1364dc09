import { gzipSync } from 'node:zlib'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { seriousFaultsInBothThemes } from '../support/axe-faults.ts'
import { eventually } from '../support/browser-eventually.ts'
import { createFakeSites, type FakeSite } from '../support/browser-site.ts'
import type { FakeApi, FakeApiOptions } from '../support/fake-api.ts'
import { fakeBackends } from '../support/fake-model-race.ts'

const sites = createFakeSites()
beforeAll(sites.start)
afterAll(sites.end)
afterEach(sites.closeAll)

function open(options: FakeApiOptions = {}, context: BrowserContextOptions = {}): Promise<FakeSite> {
  return sites.open({ backends: fakeBackends(), pace: 0.3, ...options }, context)
}

const lane = (page: Page, number: number) => page.getByRole('article', { name: `Variation ${number}:` })
const onlyRun = (api: FakeApi) => [...api.runs.values()][0]!

/** A run of four lanes, by two designers, that all stand at something worth looking at. */
async function startStill({ page }: FakeSite, budget?: string): Promise<void> {
  await page.getByLabel('Your brief').fill('A keeper who stands by the lamp')
  await page.getByText('Details', { exact: true }).click()
  await page.getByLabel('Choose for each variation').check()
  for (const number of [1, 3]) await page.getByLabel(`Designed by, variation ${number}`).selectOption('claude')
  if (budget !== undefined) await page.getByLabel('Budget in US dollars').fill(budget)
  await page.getByRole('button', { name: 'Start the race' }).click()
  await lane(page, 1).getByText('step 3 of 4').waitFor()
  await lane(page, 3).getByText('Parked', { exact: true }).waitFor()
  await lane(page, 4).getByText('The picture could not be rendered.').waitFor()
}

/** Gives all that was said to screen readers since. */
async function listen(page: Page): Promise<() => Promise<string>> {
  await page.evaluate(() => {
    const region = document.querySelector('.sr-only[role="status"]')
    const keep = () => {
      document.body.dataset.said = `${document.body.dataset.said ?? ''}\n${region?.textContent}`
    }
    if (region) new MutationObserver(keep).observe(region, { childList: true, subtree: true, characterData: true })
  })
  return () => page.evaluate(() => document.body.dataset.said ?? '')
}

describe('the page', () => {
  it('is no more than 60 kB at the first load, and carries no schemas', async () => {
    const api = await sites.serve()
    const text = async (path: string) => (await fetch(`${api.url}${path}`)).text()
    const index = await text('/')
    const assets = await Promise.all([...index.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => text(path!)))
    const sizes = [index, ...assets].map((one) => gzipSync(one).length)
    expect(sizes.length).toBeGreaterThan(3)
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(60_000)
    expect(assets.join('')).not.toContain('ZodError')
  })
})

describe('the form', () => {
  it.each([
    ['has nothing but what is built in', false],
    ['does not say what it has', true],
  ])('offers no choice where the server %s', async (_name, isBroken) => {
    const api = await sites.serve({ pace: 0.05 })
    if (isBroken) api.failNext({ method: 'GET', pathEnd: '/backends', status: 503, detail: 'Not now.' })
    const { page } = await sites.visit(api)
    await page.getByText('Details', { exact: true }).click()
    await page.getByLabel('Seed').waitFor()
    for (const label of ['Designed by', 'Model', 'Drawn by', 'Budget in US dollars', 'Choose for each variation'])
      expect(await page.getByLabel(label).count()).toBe(0)
    await page.getByLabel('Your brief').fill('A baker')
    await page.getByRole('button', { name: 'Start the race' }).click()
    await page.getByText('Finished', { exact: true }).waitFor()
    expect(await page.getByText('tokens').count()).toBe(0)
  })

  it('begins with what the server is set to, and asks for what was chosen', async () => {
    const { page, api } = await open()
    const designer = page.getByLabel('Designed by', { exact: true })
    expect(await designer.inputValue()).toBe('ollama')
    await page.getByLabel('Model', { exact: true }).selectOption('llama3.2:3b')
    await page.getByLabel('Drawn by', { exact: true }).selectOption('sketch')
    await page.getByLabel('Your brief').fill('A baker')
    await page.getByRole('button', { name: 'Start the race' }).click()
    await page.waitForURL(/\/runs\//)
    const plan = { designer: 'ollama', model: 'llama3.2:3b', renderer: 'sketch' }
    expect(onlyRun(api).run.variations).toMatchObject([plan, plan, plan, plan])
  })

  it('shows at the field that a model is not there, and opens the details for a budget that is none', async () => {
    const { page, api } = await open()
    const errors = [{ pointer: '/model', detail: 'must be a model this server has: qwen2.5:7b' }]
    api.failNext({ method: 'POST', pathEnd: '/runs', status: 400, detail: 'The request is not valid.', errors })
    await page.getByLabel('Your brief').fill('A baker')
    await page.getByRole('button', { name: 'Start the race' }).click()
    await page.getByText('must be a model this server has').waitFor()
    const summary = page.getByText('Details', { exact: true })
    await summary.click()
    await page.getByLabel('Budget in US dollars').fill('much')
    await summary.click()
    await page.getByRole('button', { name: 'Start the race' }).click()
    await page.getByText('An amount from 0 to 1,000,000, like 0.50.').waitFor()
    await eventually(async () => expect(await page.locator(':focus').getAttribute('id')).toBe('budget'))
  })

  it('says before the race that the chosen server does not answer', async () => {
    const list = fakeBackends()
    const [ollama] = list.backends
    const { page } = await open({ backends: { ...list, backends: [{ ...ollama!, isReachable: false, isWarm: null }] } })
    await page.getByRole('status').getByText('not reachable').waitFor()
    await page.getByLabel('Designed by', { exact: true }).selectOption('scripted')
    await eventually(async () => expect(await page.getByText('not reachable').count()).toBe(0))
  })
})

describe('a race with models', () => {
  it('shows progress, waits with the state of the server, thrown-away passes, tokens and cost', async () => {
    const opened = await open()
    const { page, complaints } = opened
    await startStill(opened)
    const bar = lane(page, 1).getByRole('progressbar', { name: 'Rendering of variation 1' })
    expect(await bar.evaluate((one: HTMLProgressElement) => [one.value, one.max])).toEqual([3, 4])
    await lane(page, 1).getByText('4,292+ tokens · $0.0123+').waitFor()
    await lane(page, 2).getByText('Waiting for the model, place 2 in the queue').waitFor()
    await lane(page, 2).getByText('Ollama: reachable, model loaded, 3 waiting').waitFor()
    await lane(page, 4).getByText('4,904 tokens · $0', { exact: true }).waitFor()
    await lane(page, 4).getByText('Check the image server, then retry.').waitFor()
    const thrownAway = lane(page, 1).getByText('The lamp could be')
    expect(await thrownAway.isVisible()).toBe(false)
    await lane(page, 1).getByText('Imagine, pass 1: discarded').click()
    await thrownAway.waitFor()
    await lane(page, 1).getByRole('tab', { name: 'Details' }).click()
    await lane(page, 1).getByText('Last error 1 minute ago: connect ECONNREFUSED 10.0.0.7:8188').waitFor()
    await lane(page, 1).getByText('1,840 in, 612 out tokens, 1,536 from cache, first word after 0.6 s').waitFor()
    expect(complaints).toEqual([])
  })

  it('shows the sketch, then previews, then the render, and never nothing in between', async () => {
    const { page, api } = await open()
    const [showPreview, showRender] = [api.hold('preview'), api.hold('render')]
    await page.getByLabel('Your brief').fill('A baker')
    await page.getByLabel('Designed by', { exact: true }).selectOption('claude')
    await page.getByRole('button', { name: 'Start the race' }).click()
    const first = lane(page, 1)
    await first.getByText('Sketch', { exact: true }).nth(1).waitFor()
    await page.evaluate(() => {
      const frame = document.querySelector('[data-lane="0"] .pond')
      const look = () => {
        const isEmpty = !frame?.querySelector('img')
        if (isEmpty) document.body.dataset.blinked = 'true'
      }
      if (frame) new MutationObserver(look).observe(frame, { childList: true, subtree: true })
    })
    showPreview()
    await first.getByText('Preview', { exact: true }).waitFor()
    showRender()
    await first.getByText('Done', { exact: true }).waitFor()
    expect(await first.getByText('Preview', { exact: true }).count()).toBe(0)
    expect(await page.evaluate(() => document.body.dataset.blinked)).toBeUndefined()
    await first.getByText('Critique', { exact: true }).first().waitFor()
  })

  it('parks on its budget, says so, and goes on when it is raised, by keyboard alone', async () => {
    const opened = await open()
    const { page, api } = opened
    const announced = await listen(page)
    await startStill(opened, '0.05')
    const budget = page.getByRole('region', { name: 'Budget' })
    await budget.getByText('1 variation is parked: the budget is used up.').waitFor()
    await eventually(async () => expect(await announced()).toContain('Variation 3 is parked: the budget is used up.'))
    await budget.getByText('$0.048 of $0.05 are used or promised, and the next call may cost $0.004.').waitFor()
    const field = budget.getByLabel('New budget in US dollars')
    // what the server says is enough, up to the next cent
    expect(await field.inputValue()).toBe('0.11')
    await field.fill('0.01')
    await field.press('Enter')
    await budget.getByText('More than $0.0123, which is used already.').waitFor()
    await field.fill('0.75')
    await field.press('Enter')
    await lane(page, 3).getByText('Done', { exact: true }).waitFor()
    // it waited, and was then given up: that is one thing to hear
    expect((await announced()).match(/Variation 3 is parked/g)).toHaveLength(1)
    expect(onlyRun(api).run.budgetUsd).toBe(0.75)
    await eventually(async () => expect(await budget.count()).toBe(0))
    await page.getByRole('button', { name: /of \$0\.75/ }).click()
    await field.waitFor()
    await budget.getByRole('button', { name: 'Close' }).click()
    await eventually(async () => expect(await page.locator(':focus').getAttribute('id')).toBe('budget-button'))
  })

  it('is the same after a reload', async () => {
    const opened = await open()
    const { page } = opened
    await startStill(opened)
    const read = () => Promise.all([1, 2, 3, 4].map((number) => lane(page, number).getByRole('tabpanel').innerText()))
    const before = await read()
    await page.reload()
    await lane(page, 1).getByText('4,292+ tokens · $0.0123+').waitFor()
    await eventually(async () => expect(await read()).toEqual(before))
    await lane(page, 1).getByText('step 3 of 4').waitFor()
  })

  it.each([
    ['phone', { viewport: { width: 390, height: 844 } }],
    ['laptop that shall not move', { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' }],
  ] as const)('holds up on a %s', async (_name, context) => {
    const opened = await open({}, context)
    const { page } = opened
    const isTooWide = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    await page.getByText('Details', { exact: true }).click()
    await page.getByLabel('Choose for each variation').check()
    expect(await seriousFaultsInBothThemes(page)).toEqual([])
    expect(await isTooWide()).toBe(false)
    await page.reload()
    await startStill(opened, '0.05')
    for (const number of [1, 2]) await lane(page, number).getByRole('tab', { name: 'Details' }).click()
    expect(await seriousFaultsInBothThemes(page)).toEqual([])
    expect(await isTooWide()).toBe(false)
  })
})
