import { useLayoutEffect, useRef } from 'preact/hooks'
import { strings } from '../../strings.ts'
import { useLane } from './run-context.ts'
import { useTail } from './use-tail.ts'

/** Live thoughts as one text node that is appended to: a long text costs no more than a short one. */
export function LaneThoughts({ index }: { readonly index: number }) {
  const thoughts = useLane(index, (lane) => lane.thoughts)
  const isOver = useLane(index, (lane) => lane.endedAt !== null)
  const { box, onScroll } = useTail<HTMLDivElement>(thoughts)
  const text = useTextNode(thoughts)
  return (
    <div
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      class="h-full overflow-y-auto px-4 pt-2.5 pb-2 -outline-offset-2 [mask-image:linear-gradient(transparent,black_.8rem)]"
      onScroll={onScroll}
    >
      <p ref={text} class="text-[0.8125rem] leading-5 break-words whitespace-pre-wrap text-soft" />
      {thoughts === '' && (
        <p class="text-[0.8125rem] text-soft italic">
          {isOver ? strings.lane.noThoughtsKept : strings.lane.noThoughts}
        </p>
      )}
    </div>
  )
}

function useTextNode(text: string) {
  const element = useRef<HTMLParagraphElement>(null)
  const shown = useRef('')
  useLayoutEffect(() => {
    const { current: parent } = element
    if (!parent) return
    const node = parent.firstChild
    if (node instanceof Text && text.startsWith(shown.current)) node.appendData(text.slice(shown.current.length))
    else parent.textContent = text
    shown.current = text
  }, [text])
  return element
}
