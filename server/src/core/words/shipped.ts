import { en } from './en.ts'
import type { Language, WordLists } from './lists.ts'
import { zh } from './zh.ts'

/** The lists as they ship, one file for each language. */
export const shippedWords: Readonly<Record<Language, WordLists>> = { en, zh }
