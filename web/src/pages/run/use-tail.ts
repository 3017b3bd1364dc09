import { useEffect, useRef } from 'preact/hooks'

/** This close to the end counts as being there. */
const NEAR_END_PX = 24

/** Keeps a scrolled box at its end while it grows, unless the person has scrolled up to read. */
export function useTail<T extends HTMLElement>(content: unknown) {
  const box = useRef<T>(null)
  const isAtEnd = useRef(true)
  useEffect(() => {
    const element = box.current
    if (element && isAtEnd.current) element.scrollTop = element.scrollHeight
  }, [content])
  const onScroll = () => {
    const element = box.current
    if (element) isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX
  }
  return { box, onScroll }
}
