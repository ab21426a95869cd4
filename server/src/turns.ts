/** How long to work before others get a turn, in milliseconds. */
export const slice = 8

/** Lets what has waited meanwhile be done. */
export function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

/** Lets others have their turn between items that take long together. */
export async function* inTurns<T>(items: Iterable<T>): AsyncGenerator<T> {
  let since = performance.now()
  for (const item of items) {
    yield item
    if (performance.now() - since < slice) continue
    await turn()
    since = performance.now()
  }
}
