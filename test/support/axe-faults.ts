import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/**
 * What axe calls serious or worse on the page as it is now, each with the elements it is about. `colours`: looks at its
 * colours alone, for a page that was looked at as a whole in its other theme.
 */
export async function seriousFaults(page: Page, what: 'all' | 'colours' = 'all'): Promise<string[]> {
  // an element that is still fading in has no colour of its own yet
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every((one) => one.effect?.getComputedTiming().iterations === Infinity || one.playState === 'finished'),
  )
  const axe = new AxeBuilder({ page })
  const { violations } = await (what === 'colours' ? axe.withTags('cat.color') : axe).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)
}

/** The same in both themes, which takes little longer than in one. The page ends light. */
export async function seriousFaultsInBothThemes(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark' })
  const dark = await seriousFaults(page, 'colours')
  await page.emulateMedia({ colorScheme: 'light' })
  const light = await seriousFaults(page)
  return [...dark.map((fault) => `dark: ${fault}`), ...light]
}
