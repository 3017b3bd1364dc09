import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Strength } from '#contract/event.ts'
import { Icon } from '../../components/icon.tsx'
import { strings } from '../../strings.ts'
import { useRunPage } from './run-context.ts'

interface VaryMenuProps {
  readonly index: number
  /** Tells the menu from its twin in another place. */
  readonly id: string
}

/** Starts a child run from the lane's picture, close to it or far from it. */
export function VaryMenu({ index, id }: VaryMenuProps) {
  const { openVary } = useRunPage()
  const isOpen = openVary.value === id
  const button = useRef<HTMLButtonElement>(null)
  return (
    <div class="relative">
      <button
        ref={button}
        type="button"
        class="button button-quiet"
        aria-label={strings.lane.varyLabel(index)}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => {
          openVary.value = isOpen ? null : id
        }}
      >
        <Icon name="branch" class="hidden size-4 @min-[17.5rem]:block" />
        {strings.lane.vary}
      </button>
      {isOpen && <Menu index={index} onLeave={() => button.current?.focus()} />}
    </div>
  )
}

interface MenuProps {
  readonly index: number
  /** Gives the focus back when the menu was left by keyboard. */
  readonly onLeave: () => void
}

function Menu({ index, onLeave }: MenuProps) {
  const { openVary, actions } = useRunPage()
  const menu = useRef<HTMLDivElement>(null)
  const items = () => [...(menu.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])]
  const close = () => {
    openVary.value = null
  }
  // not after the next frame: a key that comes before it would go to nobody
  useLayoutEffect(() => menu.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus(), [])

  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'Escape') {
      close()
      onLeave()
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    items()
      .find((item) => item !== document.activeElement)
      ?.focus()
  }
  const onFocusOut = (event: FocusEvent) => {
    if (!(event.relatedTarget instanceof Node && menu.current?.parentElement?.contains(event.relatedTarget))) close()
  }
  const choose = (strength: Strength) => {
    close()
    void actions.vary(index, strength)
  }
  return (
    <div
      ref={menu}
      role="menu"
      tabIndex={-1}
      aria-label={strings.lane.varyLabel(index)}
      class="plate absolute bottom-full left-0 z-20 mb-2 flex w-60 animate-arrive flex-col p-1.5 shadow-float"
      onKeyDown={onKeyDown}
      onFocusOut={onFocusOut}
    >
      <Item name={strings.lane.subtle} hint={strings.lane.subtleHint} onChoose={() => choose('subtle')} />
      <Item name={strings.lane.strong} hint={strings.lane.strongHint} onChoose={() => choose('strong')} />
    </div>
  )
}

interface ItemProps {
  readonly name: string
  readonly hint: string
  readonly onChoose: () => void
}

function Item({ name, hint, onChoose }: ItemProps) {
  return (
    <button
      type="button"
      role="menuitem"
      class="rounded-xl px-3 py-2 text-left hover:bg-mist focus:bg-mist"
      onClick={onChoose}
    >
      <span class="block text-sm font-semibold">{name}</span>
      <span class="block text-xs text-soft">{hint}</span>
    </button>
  )
}
