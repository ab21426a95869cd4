import type { Document, Region } from '../format/document.ts'
import type { Lexicon } from '../words/lexicon.ts'
import { countSection } from './stats-counts.ts'
import { scoreSection } from './stats-score.ts'

// What is known of a data set as a whole. Examples go by once; a section keeps what it needs of them, and no text.

/** A region with an example in it, as it goes by. */
export interface Passing {
  readonly path: string
  /** Of its `@example`, from 1. */
  readonly line: number
  readonly document: Document
  readonly region: Region
  readonly words: Lexicon
}

/** One thing to know of a data set: told of each example, then asked once. What it answers is its part of the JSON. */
export interface Section<T> {
  add(example: Passing): void
  end(): T
}

/** Every section, by its name in the JSON. */
export const sections = { counts: countSection, score: scoreSection } as const
export type Stats = { readonly [K in keyof typeof sections]: ReturnType<ReturnType<(typeof sections)[K]>['end']> }

/** All sections at once. */
export function statistics(): Section<Stats> {
  const all = Object.entries(sections).map(([name, make]) => [name, make() as Section<unknown>] as const)
  return {
    add(example) {
      for (const [, section] of all) section.add(example)
    },
    end: () => Object.fromEntries(all.map(([name, section]) => [name, section.end()])) as Stats,
  }
}
