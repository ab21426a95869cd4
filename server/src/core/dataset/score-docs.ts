import { type Language, type ListName, wordLists } from '../words/lists.ts'
import { shippedWords } from '../words/shipped.ts'
import { partNames, scoreParts } from './score.ts'

const mark = '<!-- lists -->\n'
const languages = { en: 'English', zh: 'Chinese' } as const satisfies Record<Language, string>

/** The page of the score with the lists of words as they are now, behind its mark. */
export function withLists(page: string): string {
  const lists = partNames.filter(name => name !== 'length').map(section)
  return `${page.slice(0, page.indexOf(mark))}${mark}\n${lists.join('\n')}`
}

function section(list: Exclude<(typeof partNames)[number], 'length'>): string {
  const entries = (Object.keys(languages) as Language[]).map(language => line(language, list))
  return `### ${list}: ${scoreParts[list].title}\n\n${wordLists[list]}\n\n${entries.join('')}`
}

function line(language: Language, list: ListName): string {
  const words = shippedWords[language][list].map(entry => `\`${entry}\``).join(' ')
  return `- ${languages[language]}: ${words}\n`
}
