import type { WordLists } from './lists.ts'

export const en: WordLists = {
  verification: ['check', 'checks', 'checked', 'checking', 'double-check*', 'verif*', 'confirm*'],
  exploration: [
    'perhaps',
    'might',
    'maybe',
    'could',
    'alternatively',
    'suppose',
    'consider',
    'what if',
    'try',
    'trying',
  ],
  connective: ['therefore', 'since', 'because', 'thus', 'hence', 'so', 'then', 'it follows that', 'consequently'],
  'hand-waving': ['clearly', 'obviously', 'evidently', 'it is … to see', 'it is clear that', 'trivially'],
}
