import type { Design } from '#contract/design.ts'
import { strings } from '../../strings.ts'

/** The palette as small overlapping discs; their names are for readers and for hovering. */
export function Swatches({ palette }: { readonly palette: Design['palette'] }) {
  return (
    <ul class="flex" aria-label={strings.lane.palette}>
      {palette.map((colour) => (
        <li
          key={colour.role}
          title={`${colour.name} ${colour.hex}`}
          class="-mr-1.5 size-5.5 rounded-full border-2 border-surface ring-1 ring-line"
          style={{ backgroundColor: colour.hex }}
        >
          <span class="sr-only">{colour.name}</span>
        </li>
      ))}
    </ul>
  )
}
