import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPage } from '../support/browser.ts'
import { type RealSite, startRealSite } from '../support/browser-site.ts'

let site: RealSite

beforeAll(async () => {
  // an Ollama that is not there
  site = await startRealSite({ OLLAMA_HOST: 'http://127.0.0.1:9999' })
})
afterAll(() => site?.close())

async function plantOrphan(): Promise<void> {
  const dir = join(site.dataDir, 'artifacts', 'aa')
  await mkdir(dir, { recursive: true })
  const path = join(dir, 'a'.repeat(64))
  await writeFile(path, 'left over')
  await utimes(path, new Date(0), new Date(0))
}

it('shows what failed with the line that mends it, and mends what is safe', async () => {
  await plantOrphan()
  const { page, complaints, close } = await openPage(site.browser, `${site.server.url}/doctor`)
  await page.getByText('1 file is left over').waitFor()
  await page.getByText('ollama serve', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Mend it' }).click()
  await page.getByText('Removed 1 file that no picture named.').waitFor()
  await page.getByText('Every picture has its file, and no file is left over.').waitFor()

  expect(complaints).toEqual([])
  await close()
})

it.each([
  ['light', 1280],
  ['dark', 320],
] as const)('can be read by everybody, %s at %i pixels', async (colorScheme, width) => {
  const { page, close } = await openPage(site.browser, `${site.server.url}/doctor`, {
    colorScheme,
    viewport: { width, height: 800 },
  })
  await page.getByRole('button', { name: 'Look again' }).waitFor()
  await page.getByText('that were not looked at').click()
  const { violations } = await new AxeBuilder({ page }).analyze()

  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  await close()
})
