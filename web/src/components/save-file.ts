import { strings } from '../strings.ts'
import { showToast } from './toasts.ts'

/** Bytes stay reachable this long after the click that saves them. */
const KEPT_MS = 60_000

/** Saves a file of ours under a name of the page's choice: over a plain link the server's own name would win. */
export async function saveFile(href: string, name: string): Promise<void> {
  try {
    const answer = await fetch(href)
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
    const address = URL.createObjectURL(await answer.blob())
    const link = document.createElement('a')
    link.href = address
    link.download = name
    link.click()
    setTimeout(() => URL.revokeObjectURL(address), KEPT_MS)
  } catch {
    showToast(strings.errors.notSaved, { isBad: true })
  }
}
