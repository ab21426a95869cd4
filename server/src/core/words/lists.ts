import { en } from './en.ts'
import { zh } from './zh.ts'

/** The lists of words that rules and scores look for, and what each is for. A project can extend them. */
export const wordLists = {
  verification: 'What is said where a result is checked.',
  exploration: 'What is said where ways are weighed or doubted.',
  connective: 'What is said where one thing is drawn from another.',
  'hand-waving': 'What is said in place of a reason.',
  common: 'Words that say nothing of what a text is about.',
  mathematical: 'Words that solutions of any problem may bring along.',
} as const
export type ListName = keyof typeof wordLists

export const listNames = Object.keys(wordLists) as ListName[]

/** One list for each name: see `Lexicon` for what an entry may hold. */
export type WordLists = Readonly<Record<ListName, readonly string[]>>

/** The lists as they ship, one file for each language. */
export const shippedWords = { en, zh } as const satisfies Record<string, WordLists>
export type Language = keyof typeof shippedWords

/** What a project adds to the lists; an entry with `!` in front takes one away. */
export type WordChanges = {
  readonly [L in Language]?: { readonly [N in ListName]?: readonly string[] | undefined } | undefined
}
