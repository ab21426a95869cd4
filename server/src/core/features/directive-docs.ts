import { answerKindDocs, type DirectiveName, directives, stepKindDocs } from '../format/directives.ts'

/** What a directive is on its line, in short. */
export function shapeLine(name: DirectiveName): string {
  const { word, label, attributes, rest } = directives[name]
  const braces = [...(label ? ['#label'] : []), ...Object.keys(attributes ?? {}).map(key => `${key}=…`)]
  return [
    `@${name}`,
    word && (word.required ? ` ${word.title}` : ` [${word.title}]`),
    braces.length ? ` {${braces.join(' ')}}` : '',
    rest === 'title' ? ': title' : '',
  ].join('')
}

/** What a word after the name of a directive says. */
export function wordDocs(name: DirectiveName, value: string): string {
  if (name === 'step' && Object.hasOwn(stepKindDocs, value)) return stepKindDocs[value as keyof typeof stepKindDocs]
  if (name === 'answer' && Object.hasOwn(answerKindDocs, value)) {
    return answerKindDocs[value as keyof typeof answerKindDocs]
  }
  if (name === 'solution' && value === 'correct') return 'A solution to be learned from; the default.'
  if (name === 'solution' && value === 'flawed') {
    return 'A solution with a mistake, marked by `@error`: never exported to be imitated.'
  }
  return name === 'limo' && value === '1' ? 'The version of the format.' : ''
}
