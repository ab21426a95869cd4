import { groupsOf } from './core/dataset/duplicates.ts'
import { decodeFingerprints, fingerprints, type QuestionSet } from './core/dataset/fingerprints.ts'
import { type Benchmarks, benchmarks, type Overlap } from './core/dataset/overlap.ts'
import { problemsOf } from './core/dataset/problems.ts'
import type { Document, Region } from './core/format/document.ts'
import { parse } from './core/format/parse.ts'
import { type Position, positionsIn } from './core/format/position.ts'
import { print } from './core/format/print.ts'
import { factsOf, lint as lintWith, mathOf } from './core/lint.ts'
import { macrosOf } from './core/macros.ts'
import { type Equivalence, type EquivalenceOptions, equivalent, kindOf } from './core/math/answers.ts'
import { type FinalAnswer, finalAnswer } from './core/math/final-answer.ts'
import { type Message, render } from './core/message.ts'
import { type Row, type RowOptions, type Rows, toRows } from './core/row.ts'
import { type Finding, type Fix, noFacts } from './core/rules/rule.ts'
import { defaultSettings, mergeSettings, type Settings } from './core/settings.ts'
import type { Edit, Span } from './core/span.ts'

// What other programs may import: everything else may change at any time.

export type {
  Benchmarks,
  Document,
  Edit,
  Equivalence,
  EquivalenceOptions,
  FinalAnswer,
  Finding,
  Fix,
  Message,
  Overlap,
  Position,
  QuestionSet,
  Region,
  Row,
  RowOptions,
  Rows,
  Settings,
  Span,
}
export { equivalent, finalAnswer, groupsOf, kindOf, parse, positionsIn, print, render, toRows }

export interface LintOptions {
  readonly rules?: Settings['rules']
  readonly macros?: Settings['macros']
  /** Whether the mathematics is checked, as it is unless this says false. */
  readonly math?: boolean
  /** What the problems are held against; nothing unless given. */
  readonly benchmarks?: Benchmarks
}

/**
 * Questions that must not be trained on, ready to be looked up in: those of `limo/benchmarks.bin`, by its bytes, and sets of
 * your own. Fails where the bytes are none of such a file.
 */
export function benchmarksFrom(bytes: Uint8Array | undefined, own: readonly QuestionSet[] = []): Benchmarks {
  const shipped = bytes ? decodeFingerprints(bytes) : []
  if (!shipped) throw new Error('These are no fingerprints; expected the bytes of limo/benchmarks.bin')
  return benchmarks([...shipped, ...fingerprints(own)])
}

/** What is found in a document: one list for each of its regions, with spans in that region. */
export function lint(document: Document, options: LintOptions = {}): readonly (readonly Finding[])[] {
  const { benchmarks, ...rest } = options
  const settings = mergeSettings(defaultSettings, rest)
  const math = settings.math ? mathOf(document, settings) : noFacts.math
  const facts = { ...factsOf(document, settings), math }
  if (!benchmarks) return lintWith(document, settings, facts)
  const own = { path: facts.path, document, macros: macrosOf(document, settings) }
  return lintWith(document, settings, { ...facts, overlaps: problemsOf([own], { benchmarks }).overlaps })
}
