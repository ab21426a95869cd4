import type { Macros } from '../text/latex.ts'
import { latexCommands } from '../text/latex-commands.ts'

// The words of a problem as problems are compared: what is left when case, blanks, punctuation and ways of writing a
// formula are gone. Nothing depends on where a formula begins, since sets of questions do not agree on its delimiters.

/**
 * A word in small letters, a number, a Chinese character, a run of single letters (`f(x,y)`, `$x y$` and `A, B` are one
 * each, as `fxy` would be), a sign such as `=`, or what a command looks like.
 */
export function bareWords(text: string, macros: Macros = {}): string[] {
  const plain = expanded(plainText(text), macros)
  const words: string[] = []
  let isRun = false
  const add = (word: string): void => {
    const isSingle = word.length === 1 && letter.test(word)
    if (isSingle && isRun) words[words.length - 1] += word
    else words.push(word)
    isRun = isSingle
  }
  pattern.lastIndex = 0
  for (let match = pattern.exec(plain); match; match = pattern.exec(plain)) {
    const [found, letters, number, sign, fraction, command] = match
    if (letters !== undefined) add(bare(letters))
    else if (number !== undefined) words.push(numeral(number))
    else if (sign !== undefined) {
      if (unseen.has(sign)) continue
      words.push(signs.get(sign) ?? sign)
    } else if (command !== undefined) {
      const look = looks.get(command)
      if (look) for (const word of look) add(word)
      else add(command.toLowerCase())
      continue
    } else if (fraction !== undefined) words.push(fraction[0]!, fraction.at(-1)!)
    else if (!found.startsWith('\\b') && !found.startsWith('\\e')) continue
    if (letters === undefined) isRun = false
  }
  return words
}

/** Whether a word is a number. */
export function isNumber(word: string): boolean {
  const code = word.charCodeAt(0)
  return code >= 48 && code <= 57
}

/** What no rewording changes: numbers, signs and the names of functions. */
export function fixedWords(words: readonly string[]): string[] {
  return words.filter(word => isNumber(word) || functions.has(word) || !anyLetter.test(word))
}

const anyLetter = /\p{L}/u
const functions = new Set(
  latexCommands.filter(({ args, look }) => args === '' && /^[a-z]{2,}$/.test(look)).map(({ look }) => look),
)

const pattern = new RegExp(
  [
    // Letters that are no Chinese, with apostrophes between them.
    String.raw`((?!\p{sc=Han})\p{L}(?:(?!\p{sc=Han})[\p{L}\p{M}]|['’](?!\p{sc=Han})\p{L})*)`,
    // A number, with what groups its digits.
    String.raw`(\d{1,3}(?:\s*(?:,\s*(?:\\!)?|\{\s*,?\s*\}|\\[,!])\s*\d{3})+(?!\d)|\d*\.\d+|\d+)`,
    // A Chinese character or a sign.
    String.raw`(\p{sc=Han}|\p{S})`,
    String.raw`\\(?:begin|end)\s*\{[^{}]*\}(?:\s*\{[lcr|\s]*\})?`,
    // A fraction of two digits, and any other command.
    String.raw`\\[dtc]?frac\s*(\d\s*\d)`,
    String.raw`\\([A-Za-z]+)`,
    String.raw`\\.`,
    // A drawing.
    String.raw`\[asy\](?:[\s\S]*?\[\/asy\]|[\s\S]*)`,
  ].join('|'),
  'gu',
)
const letter = /^\p{L}$/u

/** Signs that tell two problems apart no more than punctuation does, or that are written as punctuation as well. */
const unseen = new Set('$^`|~−×⋅·∗∙÷⁄∣∥‖¨´¯¸⋯⋮⋱'.split(''))
const signs: ReadonlyMap<string, string> = new Map([
  ['∘', '°'],
  ['∆', 'δ'],
  ['⩽', '≤'],
  ['⩾', '≥'],
])

const nonAscii = /[^\0-\x7f]/

function plainText(text: string): string {
  if (!nonAscii.test(text)) return text
  // Decomposing takes the stroke off these.
  return text.normalize('NFKD').replaceAll('=\u0338', '≠').replaceAll('∈\u0338', '∉')
}

function bare(letters: string): string {
  const lower = letters.toLowerCase()
  return wordOnly.test(lower) ? lower : lower.replace(/[\p{M}'’]/gu, '')
}
const wordOnly = /^[a-z]+$/

function numeral(source: string): string {
  const digits = /^[\d.]+$/.test(source) ? source : source.replace(/\D/g, '')
  return digits.startsWith('.') ? `0${digits}` : digits
}

/** What each command that KaTeX knows comes to; most of those that only arrange come to nothing. */
const looks: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...latexCommands.map(({ name, look }) => [name, look === '' ? [] : lookWords(look)] as const),
  ...['sqrt', 'surd'].map(name => [name, ['√']] as const),
  ...['fbox', 'boxed', 'qquad', 'quad', 'ldots', 'dots', 'cdots', 'label', 'mbox'].map(name => [name, []] as const),
])

function lookWords(look: string): string[] {
  return [...plainText(look).matchAll(/\p{L}+|\p{S}/gu)]
    .map(([word]) => signs.get(word) ?? bare(word))
    .filter(word => !unseen.has(word))
}

/** Macros without arguments put in; one that stands for others is followed a few times. */
function expanded(text: string, macros: Macros): string {
  const names = Object.keys(macros).filter(name => !macros[name]!.includes('#'))
  if (!names.length || !text.includes('\\')) return text
  let result = text
  for (let round = 0; round < 3; round++) {
    const before: string = result
    result = before.replace(/\\(?:[A-Za-z@]+|[^A-Za-z\s])/g, name =>
      Object.hasOwn(macros, name) && names.includes(name) ? `{${macros[name]}}` : name,
    )
    if (result === before || result.length > 4 * text.length + 1000) break
  }
  return result
}
