import type { Design } from '#contract/design.ts'
import { strings } from '../../strings.ts'

/** All of a design that is worth reading: story, colours by name, and the reason for each trait. */
export function DesignText({ design }: { readonly design: Design }) {
  const reasons = Object.entries(design.reasons)
  return (
    <>
      <p class="font-serif text-lg leading-relaxed">{design.story}</p>
      <ul class="grid gap-x-4 gap-y-2 text-sm sm:grid-cols-2" aria-label={strings.lane.palette}>
        {design.palette.map((colour) => (
          <li key={colour.role} class="flex items-center gap-2">
            <span class="size-6 shrink-0 rounded-full border border-line" style={{ backgroundColor: colour.hex }} />
            <span class="min-w-0 truncate" title={colour.name}>
              {colour.name}
            </span>
            <span class="ml-auto font-mono text-xs text-soft">{colour.hex}</span>
          </li>
        ))}
      </ul>
      {reasons.length > 0 && (
        <section>
          <h3 class="mb-2 font-semibold">{strings.picture.reasons}</h3>
          <dl class="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
            {reasons.map(([trait, reason]) => (
              <div key={trait} class="contents">
                <dt class="text-soft capitalize">{trait}</dt>
                <dd>{reason}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  )
}
