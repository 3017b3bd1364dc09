const paths = {
  check: 'M3.5 8.5 6.5 11.5 12.5 4.5',
  cross: 'M4 4 12 12M12 4 4 12',
  alert: 'M8 2.5 14.5 13.5H1.5ZM8 6.5V9.5M8 11.5V11.6',
  clock: 'M8 1.8A6.2 6.2 0 1 0 8 14.2 6.2 6.2 0 1 0 8 1.8M8 4.5V8L10.5 9.5',
  dash: 'M8 1.8A6.2 6.2 0 1 0 8 14.2 6.2 6.2 0 1 0 8 1.8M5 8H11',
  wave: 'M1.5 6.5C3.5 4 5 4 7 6.5S10.5 9 12.5 6.5 14 5.5 14.5 5.5M1.5 11C3.5 8.5 5 8.5 7 11S10.5 13.5 12.5 11 14 10 14.5 10',
  pause: 'M8 1.8A6.2 6.2 0 1 0 8 14.2 6.2 6.2 0 1 0 8 1.8M6.3 5.8V10.2M9.7 5.8V10.2',
  half: 'M8 1.8A6.2 6.2 0 1 0 8 14.2 6.2 6.2 0 1 0 8 1.8M8 1.8V14.2M10 3V13M12 4.5V11.5',
  download: 'M8 2V10M4.5 7 8 10.5 11.5 7M2.5 13.5H13.5',
  retry: 'M13 3V6.5H9.5M13 6.5A5.5 5.5 0 1 0 13.5 9.5',
  branch: 'M4 2.5V13.5M4 9.5C4 7 12 8.5 12 4.5M12 2.5V4.5',
  help: 'M5.5 6A2.5 2.5 0 1 1 8 8.5V10M8 12.5V12.6',
  sun: 'M8 5.2A2.8 2.8 0 1 0 8 10.8 2.8 2.8 0 1 0 8 5.2M8 1.5V2.5M8 13.5V14.5M1.5 8H2.5M13.5 8H14.5M3.4 3.4 4.1 4.1M11.9 11.9 12.6 12.6M12.6 3.4 11.9 4.1M4.1 11.9 3.4 12.6',
  moon: 'M13.5 9.5A6 6 0 1 1 6.5 2.5 4.8 4.8 0 0 0 13.5 9.5',
  screen: 'M2 3H14V11H2ZM5.5 13.5H10.5M8 11V13.5',
  copy: 'M5.5 5.5H13.5V13.5H5.5ZM10.5 5.5V2.5H2.5V10.5H5.5',
  trash: 'M2.5 4.5H13.5M6 4.5V2.5H10V4.5M4 4.5 4.7 13.5H11.3L12 4.5M6.7 7V11M9.3 7V11',
  search: 'M7 2.5A4.5 4.5 0 1 0 7 11.5 4.5 4.5 0 1 0 7 2.5M10.3 10.3 14 14',
  left: 'M10 3 5 8 10 13',
  right: 'M6 3 11 8 6 13',
  down: 'M3.5 6 8 10.5 12.5 6',
  plus: 'M8 3V13M3 8H13',
  minus: 'M3 8H13',
  coin: 'M8 1.8A6.2 6.2 0 1 0 8 14.2 6.2 6.2 0 1 0 8 1.8M10 5.8C9.2 4.7 6.2 4.8 6.2 6.5 6.2 8.4 10 7.5 10 9.5 10 11.3 6.8 11.3 6 10.1M8 3.8V5M8 11V12.2',
  leave: 'M6.5 2.5H3V13.5H6.5M7 8H14M11 5 14 8 11 11',
  heart: 'M8 13.5C3 10 1.8 7.6 1.8 5.6A3.1 3.1 0 0 1 8 4.5 3.1 3.1 0 0 1 14.2 5.6C14.2 7.6 13 10 8 13.5Z',
} as const

export type IconName = keyof typeof paths

/** A line icon of the text's size and colour. Always beside text or inside something labelled, so hidden from readers. */
export function Icon({ name, class: className = 'size-4' }: { readonly name: IconName; readonly class?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      class={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  )
}
