/** A half-open range of UTF-16 offsets, counted from the start of its region (see `Region`). */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A span and the text that takes its place. */
export interface Edit {
  readonly span: Span
  readonly text: string
}

/** A piece of a source text and where it stands. */
export interface Word {
  readonly text: string
  readonly span: Span
}

export function span(start: number, end: number): Span {
  return { start, end }
}

export function word(source: string, start: number, end: number): Word {
  return { text: source.slice(start, end), span: { start, end } }
}

export function contains(outer: Span, offset: number): boolean {
  return outer.start <= offset && offset <= outer.end
}

/** Applies edits that do not overlap, given in any order. Edits at the same place are applied in the order given. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = edits.map((edit, order) => ({ edit, order }))
  sorted.sort((a, b) => a.edit.span.start - b.edit.span.start || a.order - b.order)
  let result = ''
  let at = 0
  for (const { edit } of sorted) {
    result += text.slice(at, edit.span.start) + edit.text
    at = edit.span.end
  }
  return result + text.slice(at)
}
