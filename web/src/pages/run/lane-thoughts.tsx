import { useLayoutEffect, useRef } from 'preact/hooks'
import { modelStrings } from '../../model-strings.ts'
import type { LaneState } from '../../run/lane-state.ts'
import type { ThoughtPass } from '../../run/thought-passes.ts'
import { strings } from '../../strings.ts'
import { useLane } from './run-context.ts'
import { useTail } from './use-tail.ts'

/** Live thoughts, a piece for each pass; a pass that another took the place of is folded away. */
export function LaneThoughts({ index }: { readonly index: number }) {
  const passes = useLane(index, (lane) => lane.thoughts)
  const absence = useLane(index, absenceOf)
  const { box, onScroll } = useTail<HTMLDivElement>(passes)
  return (
    <div
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      class="flex h-full flex-col gap-2.5 overflow-y-auto px-4 pt-2.5 pb-2 text-[0.8125rem] leading-5 text-soft -outline-offset-2 [mask-image:linear-gradient(transparent,black_.8rem)]"
      onScroll={onScroll}
    >
      {passes.map((pass) => (
        <Pass key={`${pass.step} ${pass.pass}`} pass={pass} isOnly={passes.length === 1} />
      ))}
      {passes.length === 0 && <p class="italic">{absence}</p>}
    </div>
  )
}

function absenceOf({ endedAt, hasHistory }: LaneState): string {
  if (endedAt === null) return strings.lane.noThoughts
  return hasHistory ? modelStrings.passes.none : strings.lane.noThoughtsKept
}

function Pass({ pass, isOnly }: { readonly pass: ThoughtPass; readonly isOnly: boolean }) {
  const { step, fate, text } = pass
  const name = strings.steps[step]
  if (fate !== 'current')
    return (
      <details>
        <summary class="w-fit rounded text-xs font-semibold hover:text-ink">
          {modelStrings.passes.summary(name, pass.pass, fate)}
        </summary>
        <PassText text={text} />
      </details>
    )
  return (
    <div>
      {!isOnly && <p class="text-xs font-semibold text-ink">{modelStrings.passes.current(step, name, pass.pass)}</p>}
      <PassText text={text} />
    </div>
  )
}

/** One text node that is appended to: a long text costs no more than a short one. */
function PassText({ text }: { readonly text: string }) {
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
  return <p ref={element} class="break-words whitespace-pre-wrap" />
}
