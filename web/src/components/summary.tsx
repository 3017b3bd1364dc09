import type { ComponentChildren } from 'preact'
import { Icon } from './icon.tsx'

/** What opens a `details` of class `group`: a mark of ours that turns, and text. */
export function Summary({ children }: { readonly children: ComponentChildren }) {
  return (
    <summary class="flex w-fit list-none items-center gap-1.5 rounded-lg py-2 text-sm text-soft hover:text-ink pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
      <Icon name="right" class="size-3.5 transition-transform group-open:rotate-90" />
      {children}
    </summary>
  )
}
