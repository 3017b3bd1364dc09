import { useEffect, useRef } from 'preact/hooks'
import type { RunState } from '#contract/api.ts'
import { Icon } from '../../components/icon.tsx'
import { strings } from '../../strings.ts'
import type { RunListState } from './run-list-state.ts'

const states: readonly RunState[] = ['running', 'succeeded', 'partial', 'failed', 'cancelled']
/** A pause in typing after which the server is asked. */
const TYPING_PAUSE_MS = 250

export function RunListFilter({ list }: { readonly list: RunListState }) {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  useEffect(() => () => clearTimeout(timer.current ?? undefined), [])
  const onText = (text: string) => {
    list.text.value = text
    clearTimeout(timer.current ?? undefined)
    timer.current = setTimeout(() => void list.reload(), TYPING_PAUSE_MS)
  }
  const onState = (value: string) => {
    list.state.value = states.find((state) => state === value) ?? null
    void list.reload()
  }
  return (
    <search class="flex w-full flex-wrap gap-2 sm:w-auto">
      <div class="relative min-w-40 flex-1 sm:w-64">
        <Icon name="search" class="pointer-events-none absolute inset-y-0 left-3.5 my-auto size-4 text-soft" />
        <input
          type="search"
          class="field rounded-full pl-10"
          aria-label={strings.list.search}
          placeholder={strings.list.search}
          value={list.text.value}
          onInput={(event) => onText(event.currentTarget.value)}
        />
      </div>
      <select
        class="field w-auto rounded-full"
        aria-label={strings.list.filter}
        value={list.state.value ?? ''}
        onChange={(event) => onState(event.currentTarget.value)}
      >
        <option value="">{strings.list.anyState}</option>
        {states.map((state) => (
          <option key={state} value={state}>
            {strings.runStates[state]}
          </option>
        ))}
      </select>
    </search>
  )
}
