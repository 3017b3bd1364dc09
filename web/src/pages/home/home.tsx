import { useEffect } from 'preact/hooks'
import { strings } from '../../strings.ts'
import { preloadRunPage } from '../load-run-page.ts'
import { BriefForm } from './brief-form.tsx'
import { RunListSection } from './run-list-section.tsx'

export function Home() {
  useEffect(() => {
    document.title = strings.home.title
  }, [])
  return (
    <div onInput={preloadRunPage} onPointerDown={preloadRunPage}>
      <div class="mx-auto max-w-3xl pt-6 sm:pt-8">
        <h1 class="font-serif text-4xl tracking-tight sm:text-5xl">{strings.home.heading}</h1>
        <p class="mt-3 max-w-2xl text-lg text-pretty text-soft">{strings.home.lead}</p>
        <BriefForm />
      </div>
      <RunListSection />
    </div>
  )
}
