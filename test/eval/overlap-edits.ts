import { latexCommands } from '../../server/src/core/text/latex-commands.ts'

// Ways to write a question differently that leave it the same question. An edit that changes nothing of a question is no
// edit of it.

/** What was made of a question, by the name of the edit. */
export type Edits = Readonly<Record<string, (question: string) => readonly string[]>>

const places = [0, 0.25, 0.5, 0.75, 1]

export const edits: Edits = {
  'other case': text => [withoutCommands(text, part => part.toUpperCase()), text.toLowerCase()],
  'other blanks': text => [
    text.replace(/\s+/g, ' '),
    text.replace(/ /g, '\n'),
    text.replace(/(?<=[=+<>(),{}$])|(?=[=+<>(),{}$])/g, ' '),
    text.replace(/\s*([=+<>(),$])\s*/g, '$1'),
    text.replace(/ /g, '\u00a0'),
  ],
  'no punctuation': text => [
    withoutCommands(text, part => part.replace(/[.,;:!?](?![\p{L}\p{N}]|\s*\d)|[’“”'"。，；：？！、]/gu, '')),
  ],
  'other punctuation': text => [
    withoutCommands(text, part => part.replace(/, /g, ' - ').replace(/\. /g, '; ')),
    `**${text}** ...`,
    text.replaceAll('?', '？').replaceAll(', ', '，').replaceAll('. ', '。'),
  ],
  'other spelling of LaTeX': text => [
    text
      .replace(/\\frac\b/g, '\\dfrac')
      .replace(/\\(?:left|right)\b\s*/g, '')
      .replace(/\\leq?\b/g, '\\leqslant'),
    text
      .replace(/\\[dt]frac\b/g, '\\frac')
      .replace(/\\\(|\\\)/g, '$')
      .replace(/\\\[|\\\]/g, '$$$$'),
    text.replace(/\$\$([^$]+)\$\$/g, '\\[$1\\]').replace(/\$([^$]+)\$/g, '\\($1\\)'),
    text.replace(/([\^_])\{(\w)\}/g, '$1$2').replace(/\\(?:mathrm|operatorname)\b/g, '\\text'),
    text.replace(/([\^_])(\d(?!\d)|[a-z])/g, '$1{$2}').replace(/(?<=[=+])/g, '\\,'),
    text.replace(/\\([a-zA-Z]+) ?/g, (whole, name: string) => unicode.get(name) ?? whole),
    text.replace(/\\frac\{(\w+)\}\{(\w+)\}/g, ' $1/$2'),
    text.replace(/\\frac\{(\d)\}\{(\d)\}/g, '\\frac$1$2'),
    text.replace(/\\begin\{aligned\}/g, '\\begin{split}').replace(/\\end\{aligned\}/g, '\\end{split}'),
  ],
  'one word replaced': text => atWords(text, word => (han.test(word) ? '另外' : `${word.slice(0, 1)}ther`)),
  'one word removed': text => atWords(text, () => ''),
  'one word added': text => atWords(text, word => (han.test(word) ? `${word}另外` : `${word} indeed`)),
  'one number replaced': text => atMatches(text, /\d+/g, number => String(Number(number) + 7)),
}

const han = /\p{sc=Han}/u

const unicode: ReadonlyMap<string, string> = new Map(
  latexCommands
    .filter(({ args, look, text }) => args === '' && !text && [...look].length === 1 && /[^\0-\x7f]/.test(look))
    .map(({ look, name }) => [name, look]),
)

/** Commands and environments keep their letters. */
function withoutCommands(text: string, change: (part: string) => string): string {
  return text
    .split(/(\\(?:begin|end)\{[^{}]*\}(?:\{[lcr|\s]*\})?|\\[A-Za-z]+|\\.|\[\/?asy\])/)
    .map((part, i) => (i % 2 ? part : change(part)))
    .join('')
}

/** A word is a run of at least two letters that is no command and in no drawing, or two Chinese characters. */
function atWords(text: string, change: (word: string) => string): string[] {
  return atMatches(text, /(?<![\\\p{L}{])(?:\p{sc=Han}{2}|(?:(?!\p{sc=Han})\p{L}){2,})(?!\})/gu, change)
}

function atMatches(text: string, pattern: RegExp, change: (word: string) => string): string[] {
  const drawings = [...text.matchAll(/\[asy\][\s\S]*?\[\/asy\]/g)].map(({ 0: all, index }) => [
    index,
    index + all.length,
  ])
  const found = [...text.matchAll(pattern)].filter(
    ({ index }) => !drawings.some(([start, end]) => start! <= index && index < end!),
  )
  const chosen = new Set(places.map(place => Math.round(place * (found.length - 1))))
  return [...chosen].flatMap(i => {
    const match = found[i]
    if (!match) return []
    return [text.slice(0, match.index) + change(match[0]) + text.slice(match.index + match[0].length)]
  })
}
