import { useEffect, useRef } from 'preact/hooks'
import { Announcer } from './components/announcer.tsx'
import { HelpSheet } from './components/help-sheet.tsx'
import { KeyDialog } from './components/key-dialog.tsx'
import { Lazy } from './components/lazy.tsx'
import { Notice } from './components/notice.tsx'
import { ToastList } from './components/toast-list.tsx'
import { TopBar } from './components/top-bar.tsx'
import { Home } from './pages/home/home.tsx'
import { loadRunPage } from './pages/load-run-page.ts'
import { type Route, route } from './router.ts'
import { strings } from './strings.ts'

export function App() {
  return (
    <>
      <a
        href="#content"
        class="button button-coral sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
      >
        {strings.skip}
      </a>
      <TopBar />
      <Content />
      <ToastList />
      <Announcer />
      <HelpSheet />
      <KeyDialog />
    </>
  )
}

/** After a change of page the focus goes to the new content, as it would after a load. */
function Content() {
  const main = useRef<HTMLElement>(null)
  const shown = useRef(route.peek())
  const current = route.value
  useEffect(() => {
    if (shown.current !== current) main.current?.focus({ preventScroll: true })
    shown.current = current
  }, [current])
  return (
    <main id="content" ref={main} tabIndex={-1} class="mx-auto max-w-[120rem] px-4 pb-24 outline-none sm:px-8">
      <Page route={current} />
    </main>
  )
}

const loadBatches = async () => (await import('./pages/batches/batches-page.tsx')).BatchesPage
const loadDoctor = async () => (await import('./pages/doctor/doctor-page.tsx')).DoctorPage
const loadBatch = async () => (await import('./pages/batch/batch-page.tsx')).BatchPage

function Page({ route: current }: { readonly route: Route }) {
  if (current.page === 'home') return <Home />
  if (current.page === 'run') return <Lazy key={current.id} load={loadRunPage} props={{ id: current.id }} />
  if (current.page === 'batches') return <Lazy load={loadBatches} props={{}} />
  if (current.page === 'doctor') return <Lazy key="doctor" load={loadDoctor} props={{}} />
  if (current.page === 'batch') return <Lazy key={current.id} load={loadBatch} props={{ id: current.id }} />
  return (
    <Notice heading={strings.missing.heading} text={strings.missing.page}>
      <a href="/" class="button button-coral">
        {strings.missing.home}
      </a>
    </Notice>
  )
}
