/** A picked lane grows gills at its shoulders. The word "Picked" is on the button; this is joy. */
export function GillCrown() {
  return (
    <div
      aria-hidden="true"
      class="pointer-events-none absolute inset-x-0 -top-4 hidden animate-arrive justify-between sm:flex"
    >
      <Gills class="-ml-4" />
      <Gills class="-mr-4 -scale-x-100" />
    </div>
  )
}

function Gills({ class: className }: { readonly class: string }) {
  return (
    <svg
      viewBox="0 0 40 40"
      class={`size-12 overflow-visible fill-none stroke-coral ${className}`}
      stroke-width="5"
      stroke-linecap="round"
      aria-hidden="true"
    >
      <path d="M26 14C24 8 23 3 25-2M18 18C12 14 7 9 6 3M14 26C8 25 2 22-1 17" />
    </svg>
  )
}
