/** The same text by itself: a piece of a file would keep all of that file in memory. */
export function copied(text: string): string {
  return ` ${text}`.slice(1)
}
