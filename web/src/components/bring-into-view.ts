/** Brings an element into view, smoothly unless the person wants nothing to move. */
export function bringIntoView(element: Element, options: Omit<ScrollIntoViewOptions, 'behavior'>): void {
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
  element.scrollIntoView({ ...options, behavior: isStill ? 'instant' : 'smooth' })
}
