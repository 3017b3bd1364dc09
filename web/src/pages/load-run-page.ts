/** Fetches the page of a run; once it is there, it is there at once. */
export async function loadRunPage() {
  return (await import('./run/run-page.tsx')).RunPage
}

/** For who is about to open a run: fetches its page while they write or press. A failure shows when it is opened. */
export function preloadRunPage(): void {
  loadRunPage().catch(() => {})
}
