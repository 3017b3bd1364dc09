interface Page<T> {
  readonly data: readonly T[]
  readonly nextCursor: string | null
}

/** The things of all pages; the next page is asked for when it is needed. */
export async function* eachOf<T>(load: (cursor: string | null) => Promise<Page<T>>): AsyncGenerator<T> {
  let cursor: string | null = null
  do {
    const page: Page<T> = await load(cursor)
    yield* page.data
    cursor = page.nextCursor
  } while (cursor !== null)
}
