let ending: ((code: number) => void) | undefined

/** Has a command told when it is to come to an end, with the code to exit with; undefined for no more. */
export function whenInterrupted(end: ((code: number) => void) | undefined): void {
  ending = end
}

/** Tells the command, once; false where it wants to know nothing. */
export function interrupt(code: number): boolean {
  const end = ending
  ending = undefined
  end?.(code)
  return end !== undefined
}
