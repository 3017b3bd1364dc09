import { strings } from '../strings.ts'
import { showToast } from './toasts.ts'

/** Copies and says so. `navigator.clipboard` is missing on plain http beyond loopback, hence the second way. */
export async function copyText(text: string): Promise<void> {
  const isCopied = (await copyByClipboard(text)) || copyBySelection(text)
  showToast(isCopied ? strings.run.copied : strings.run.copyFailed, { isBad: !isCopied, durationMs: 2500 })
}

async function copyByClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'sr-only'
  document.body.append(area)
  area.select()
  const isCopied = document.execCommand('copy')
  area.remove()
  return isCopied
}
