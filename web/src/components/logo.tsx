/** The mark: an axolotl's head with its six gills. Decorative; the name stands beside it. */
export function Logo({ class: className = 'size-9' }: { readonly class?: string }) {
  return (
    <svg viewBox="2 6 44 36" class={className} aria-hidden="true">
      <g class="fill-none stroke-coral" stroke-width="3.4" stroke-linecap="round">
        <path d="M14.5 20.5C11 17.5 9 14 8.5 10.5M12.5 26C9 25.5 6.5 24 4.5 21.5M13.5 31.5C10.5 33 8 33.2 5 32.5" />
        <path d="M33.5 20.5C37 17.5 39 14 39.5 10.5M35.5 26C39 25.5 41.5 24 43.5 21.5M34.5 31.5C37.5 33 40 33.2 43 32.5" />
      </g>
      <path
        d="M24 14.5c8.3 0 13.5 5.2 13.5 11.8S32 38 24 38s-13.5-5.1-13.5-11.7S15.7 14.5 24 14.5Z"
        class="fill-blush stroke-coral"
        stroke-width="1.6"
      />
      <circle cx="17" cy="26" r="2.1" class="fill-ink" />
      <circle cx="31" cy="26" r="2.1" class="fill-ink" />
      <path
        d="M17.5 31.2c1.9 1.9 4.1 2.8 6.5 2.8s4.6-.9 6.5-2.8"
        class="fill-none stroke-ink"
        stroke-width="1.8"
        stroke-linecap="round"
      />
    </svg>
  )
}
