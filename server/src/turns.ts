/** How long to work before others get a turn, in milliseconds. */
export const slice = 8

/** Lets what has waited meanwhile be done. */
export function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
