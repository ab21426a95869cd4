import type { Document, Region } from './core/format/document.ts'
import { parse } from './core/format/parse.ts'
import { type Position, positionsIn } from './core/format/position.ts'
import { print } from './core/format/print.ts'
import { factsOf, lint as lintWith, mathOf } from './core/lint.ts'
import { type Equivalence, type EquivalenceOptions, equivalent, kindOf } from './core/math/answers.ts'
import { type FinalAnswer, finalAnswer } from './core/math/final-answer.ts'
import { type Message, render } from './core/message.ts'
import { type Row, type RowOptions, type Rows, toRows } from './core/row.ts'
import { type Finding, type Fix, noFacts } from './core/rules/rule.ts'
import { defaultSettings, mergeSettings, type Settings } from './core/settings.ts'
import type { Edit, Span } from './core/span.ts'

// What other programs may import: everything else may change at any time.

export type {
  Document,
  Edit,
  Equivalence,
  EquivalenceOptions,
  FinalAnswer,
  Finding,
  Fix,
  Message,
  Position,
  Region,
  Row,
  RowOptions,
  Rows,
  Settings,
  Span,
}
export { equivalent, finalAnswer, kindOf, parse, positionsIn, print, render, toRows }

export interface LintOptions {
  readonly rules?: Settings['rules']
  readonly macros?: Settings['macros']
  /** Whether the mathematics is checked, as it is unless this says false. */
  readonly math?: boolean
}

/** What is found in a document: one list for each of its regions, with spans in that region. */
export function lint(document: Document, options: LintOptions = {}): readonly (readonly Finding[])[] {
  const settings = mergeSettings(defaultSettings, options)
  const math = settings.math ? mathOf(document, settings) : noFacts.math
  return lintWith(document, settings, { ...factsOf(document, settings), math })
}
