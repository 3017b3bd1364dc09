import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

interface DialogProps {
  readonly labelledBy: string
  readonly class?: string
  /** Called on Esc, on a click beside it, and by whatever closes it inside. Null: it stays until it is answered. */
  readonly onClose: (() => void) | null
  readonly children: ComponentChildren
}

/** A modal dialog while it is rendered; the browser keeps the focus inside and gives it back after. */
export function Dialog({ labelledBy, class: className = '', onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])

  const onCancel = (event: Event) => {
    event.preventDefault()
    onClose?.()
  }
  // a second Esc in a row closes it whatever we say
  const onNativeClose = () => {
    const dialog = ref.current
    if (!dialog?.isConnected || dialog.open) return
    if (onClose) onClose()
    else dialog.showModal()
  }
  const onClick = (event: MouseEvent) => {
    if (event.target === ref.current) onClose?.()
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc is the keyboard's way, and comes as a cancel event
    <dialog
      ref={ref}
      aria-labelledby={labelledBy}
      class={`m-auto max-h-[min(94dvh,100%)] max-w-[min(94vw,100%)] animate-arrive overflow-auto rounded-3xl border border-line bg-surface shadow-float ${className}`}
      onCancel={onCancel}
      onClose={onNativeClose}
      onClick={onClick}
    >
      {children}
    </dialog>
  )
}
