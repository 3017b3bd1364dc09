import { strings } from '../strings.ts'
import { Icon } from './icon.tsx'
import { dismissToast, type Toast, toasts } from './toasts.ts'

/** Notices at the foot of the page. The region is always there, so that readers hear what enters it. */
export function ToastList() {
  return (
    <section
      aria-label={strings.toast.notice}
      aria-live="polite"
      class="pointer-events-none fixed inset-x-0 bottom-0 z-40 flex flex-col items-center gap-2 p-4"
    >
      {toasts.value.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

function ToastCard({ toast }: { readonly toast: Toast }) {
  const { action } = toast
  const act = () => {
    dismissToast(toast.id)
    action?.run()
  }
  return (
    <div class="plate pointer-events-auto flex w-full max-w-md animate-arrive items-center gap-3 py-2 pr-2 pl-4 shadow-float">
      <Icon name={toast.isBad ? 'alert' : 'check'} class={`size-4 ${toast.isBad ? 'text-bad' : 'text-good'}`} />
      <p class="min-w-0 flex-1 text-sm">{toast.text}</p>
      {action && (
        <button type="button" class="button text-coral hover:bg-blush" onClick={act}>
          {action.label}
        </button>
      )}
      <button
        type="button"
        class="button button-bare px-2.5"
        aria-label={strings.toast.dismiss}
        onClick={() => dismissToast(toast.id)}
      >
        <Icon name="cross" />
      </button>
    </div>
  )
}
