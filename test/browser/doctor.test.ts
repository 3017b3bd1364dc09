import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { type ServerProcess, startServerProcess, stopAgents } from '../support/server-process.ts'

let browser: Browser
let server: ServerProcess
let dataDir: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'axoloom-doctor-page-'))
  // an Ollama that is not there
  const env = { OLLAMA_HOST: 'http://127.0.0.1:9999' }
  const started = await Promise.all([launchBrowser(), startServerProcess({ dataDir, env })])
  browser = started[0]
  server = started[1]
})
afterAll(async () => {
  await browser?.close()
  await server?.end('SIGTERM')
  await stopAgents(dataDir)
  await rm(dataDir, { recursive: true, force: true })
})

async function plantOrphan(): Promise<void> {
  const dir = join(dataDir, 'artifacts', 'aa')
  await mkdir(dir, { recursive: true })
  const path = join(dir, 'a'.repeat(64))
  await writeFile(path, 'left over')
  await utimes(path, new Date(0), new Date(0))
}

it('shows what failed with the line that mends it, and mends what is safe', async () => {
  await plantOrphan()
  const { page, complaints, close } = await openPage(browser, `${server.url}/doctor`)
  await page.getByText('1 file is left over').waitFor()
  await page.getByText('ollama serve', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Mend it' }).click()
  await page.getByText('Removed 1 file that no picture named.').waitFor()
  await page.getByText('Every picture has its file, and no file is left over.').waitFor()

  expect(complaints).toEqual([])
  await close()
})

it.each(['light', 'dark'] as const)('can be read by everybody, %s', async (colorScheme) => {
  const { page, close } = await openPage(browser, `${server.url}/doctor`, { colorScheme })
  await page.getByRole('button', { name: 'Look again' }).waitFor()
  await page.getByText('that were not looked at').click()
  const { violations } = await new AxeBuilder({ page }).analyze()

  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  await close()
})
