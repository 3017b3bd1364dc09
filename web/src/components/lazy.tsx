import { useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { strings } from '../strings.ts'
import { Notice } from './notice.tsx'

interface LazyProps<P> {
  /** Imports the component; must be the same function each time. */
  readonly load: () => Promise<ComponentType<P>>
  readonly props: P
}

/** A page whose code is fetched when it is first shown: the first load is for what most people come for. */
export function Lazy<P extends object>({ load, props }: LazyProps<P>) {
  const loaded = useSignal<{ readonly Page: ComponentType<P> } | null>(null)
  const hasFailed = useSignal(false)
  useEffect(() => {
    let isLeft = false
    load().then(
      (Page) => {
        if (!isLeft) loaded.value = { Page }
      },
      () => {
        hasFailed.value = !isLeft
      },
    )
    return () => {
      isLeft = true
    }
  }, [load])
  if (loaded.value !== null) {
    const { Page } = loaded.value
    return <Page {...props} />
  }
  if (!hasFailed.value) return <div role="status" aria-label={strings.loading} class="min-h-96" />
  return (
    <Notice heading={strings.errors.notLoaded} text={strings.errors.pageNotLoaded}>
      <button type="button" class="button button-coral" onClick={() => location.reload()}>
        {strings.list.retry}
      </button>
    </Notice>
  )
}
