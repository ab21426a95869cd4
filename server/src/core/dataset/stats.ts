import type { Document, Region } from '../format/document.ts'
import type { JudgedSolves } from '../judging/judgements.ts'
import type { Finding } from '../rules/rule.ts'
import type { Lexicon } from '../words/lexicon.ts'
import { countSection } from './stats-counts.ts'
import { exampleSection } from './stats-examples.ts'
import { fieldSection } from './stats-fields.ts'
import { findingSection } from './stats-findings.ts'
import { lengthSection } from './stats-lengths.ts'
import { scoreSection } from './stats-score.ts'
import { verdictSection } from './stats-verdicts.ts'

// What is known of a data set as a whole. Examples go by once; a section keeps what it needs of them, and no text.

/** A region with an example in it, as it goes by. */
export interface Passing {
  readonly path: string
  /** Of its `@example`, from 1. */
  readonly line: number
  readonly document: Document
  readonly region: Region
  readonly words: Lexicon
  /** What the rules find in it; undefined where nobody looked. */
  readonly findings?: readonly Finding[]
  /** How many tokens its longest solution is trained as; undefined where they are not counted. */
  readonly tokens?: number
  /** How many are trained at most, and what counts them; nothing where tokens are not counted at all. */
  readonly training?: Training
  /** What models that solved it blind say of it as it is now. */
  readonly verdicts?: readonly Pick<JudgedSolves, 'rate' | 'undecided'>[]
}

export interface Training {
  /** 0 where all of an example is trained, however long. */
  readonly cutoff: number
  readonly tokenizer: string
}

/**
 * One thing to know of a data set: told of each example, then asked once. What it answers is its part of the JSON.
 * An example is known by its number, which counts from 0 as they go by.
 */
export interface Section<T> {
  add(example: Passing, number: number): void
  end(): T
}

/** Examples that have something in common, by their numbers. */
export interface Group {
  readonly name: string
  readonly members: readonly number[]
}

/** Every section, by its name in the JSON. */
export const sections = {
  counts: countSection,
  examples: exampleSection,
  fields: fieldSection,
  lengths: lengthSection,
  findings: findingSection,
  verdicts: verdictSection,
  score: scoreSection,
} as const
export type Stats = { readonly [K in keyof typeof sections]: ReturnType<ReturnType<(typeof sections)[K]>['end']> }

/** All sections at once. */
export function statistics(): { add(example: Passing): void; end(): Stats } {
  const all = Object.entries(sections).map(([name, make]) => [name, make() as Section<unknown>] as const)
  let number = 0
  return {
    add(example) {
      for (const [, section] of all) section.add(example, number)
      number++
    },
    end: () => Object.fromEntries(all.map(([name, section]) => [name, section.end()])) as Stats,
  }
}
