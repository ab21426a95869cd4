import type { Span, Word } from '../span.ts'
import type { AnswerKind, DirectiveLine, StepKind } from './directives.ts'
import type { ExampleFields, FieldFlaw, Fields, HeaderFields, Macro } from './fields.ts'
import type { LineEnds } from './lines.ts'
import type { Text } from './text.ts'

/**
 * What one `.limo` text says. The regions follow one another without a gap: the first is all that stands before the
 * first example (it may be empty), every other one is an example with the comments directly above it.
 */
export interface Document {
  /** Whether the file starts with a byte-order mark, which is no part of the text. */
  readonly bom: boolean
  readonly regions: readonly Region[]
}

/** A stretch of the text that was parsed by itself. It never changes: the same text in the same place is the same object. */
export interface Region {
  readonly text: string
  readonly lineEnds: LineEnds
  /** Whether it is the first region. */
  readonly head: boolean
  readonly directives: readonly Directive[]
  readonly comments: readonly Span[]
  readonly header?: Header
  /** In the first region only where there are parts before the first `@example`. */
  readonly example?: Example
  readonly flaws: readonly Flaw[]
}

export interface Directive extends DirectiveLine {
  /** The lines below, up to the next directive or the end of the region. */
  readonly body: Span
}

export interface Header {
  readonly directive: Directive
  readonly version: string | undefined
  readonly fields: Fields<HeaderFields>
  readonly macros: readonly Macro[]
  readonly defaults: Fields<ExampleFields> | undefined
}

export interface Example {
  /** None where parts stand before the first `@example`. */
  readonly directive?: Directive
  readonly id?: Word
  readonly fields: Fields<ExampleFields>
  readonly problem?: Part
  readonly solutions: readonly Solution[]
  readonly answer?: Answer
  /** Those that belong to no step. */
  readonly hints: readonly Part[]
  readonly checks: readonly Part[]
}

export interface Part {
  readonly directive: Directive
  readonly text: Text
}

export interface Answer extends Part {
  readonly kind: AnswerKind | undefined
}

export interface Solution extends Part {
  readonly flawed: boolean
  readonly label?: Word
  readonly title?: Word
  /** `text` is what stands before the first step. Without `@step`, its paragraphs count as steps. */
  readonly steps: readonly Step[]
  readonly hints: readonly Part[]
  readonly checks: readonly Part[]
}

export interface Step extends Part {
  readonly kind: StepKind | undefined
  readonly label?: Word
  readonly title?: Word
  readonly errors: readonly Part[]
  readonly hints: readonly Part[]
  readonly checks: readonly Part[]
}

/** Something about the form that parsing noticed; each type is reported by the rule of that name. */
export type Flaw =
  | FieldFlaw
  | { readonly type: 'stray-text'; readonly span: Span; readonly where: 'before' | 'inline'; readonly name?: string }
  | { readonly type: 'misplaced-directive'; readonly span: Span; readonly name: string; readonly expected: string }
  | { readonly type: 'repeated-part'; readonly span: Span; readonly name: string; readonly first: Span }
  | { readonly type: 'unreadable-directive'; readonly span: Span; readonly name: string }
  | {
      readonly type: 'unknown-directive'
      readonly span: Span
      readonly found: string
      readonly name: string
      readonly line: Span
    }

export type FlawOf<T extends Flaw['type']> = Extract<Flaw, { type: T }>

export function* exampleParts(example: Example): Generator<Part> {
  if (example.problem) yield example.problem
  for (const solution of example.solutions) {
    yield solution
    for (const step of solution.steps) {
      yield step
      yield* step.errors
      yield* step.hints
      yield* step.checks
    }
    yield* solution.hints
    yield* solution.checks
  }
  if (example.answer) yield example.answer
  yield* example.hints
  yield* example.checks
}
