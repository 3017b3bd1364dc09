import type { ComponentChildren } from 'preact'
import { Logo } from './logo.tsx'

interface NoticeProps {
  readonly heading: string
  readonly text: string
  readonly children?: ComponentChildren
}

/** What stands in the place of something that is not there: empty, not found, not loaded. */
export function Notice({ heading, text, children }: NoticeProps) {
  return (
    <div class="flex flex-col items-center gap-3 px-6 py-16 text-center">
      <Logo class="w-24 animate-bob opacity-80" />
      <h2 class="mt-2 font-serif text-2xl">{heading}</h2>
      <p class="max-w-md text-soft">{text}</p>
      {children}
    </div>
  )
}
