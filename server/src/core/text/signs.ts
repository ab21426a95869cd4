import type { Text } from '../format/text.ts'
import type { Span } from '../span.ts'
import { piecesOf } from './pieces.ts'

/** One word, number or sign of a text. Two that a reader takes for the same have the same `text`. */
export interface Sign {
  readonly text: string
  readonly type: 'word' | 'number' | 'math' | 'code'
  /** Offsets in the text. */
  readonly start: number
  readonly end: number
}

const known = new WeakMap<Text, readonly Sign[]>()

/**
 * A text as a row of signs, however it is typed: words in lower case, each Chinese character by itself; numbers; what
 * formulas consist of, without what only sets their looks; code and drawings, each as one.
 */
export function signsOf(text: Text): readonly Sign[] {
  let signs = known.get(text)
  if (!signs) {
    signs = read(text)
    known.set(text, signs)
  }
  return signs
}

/** Those of a stretch of the text. */
export function signsWithin(text: Text, { start, end }: Span): readonly Sign[] {
  const signs = signsOf(text)
  return signs.slice(indexFrom(signs, start), indexFrom(signs, end))
}

/** The first of some of the signs that starts at or behind an offset. */
export function indexFrom(signs: readonly Sign[], offset: number, from = 0, to = signs.length): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >> 1
    if (signs[middle]!.start < offset) low = middle + 1
    else high = middle
  }
  return low
}

function read(text: Text): Sign[] {
  const { value } = text
  const signs: Sign[] = []
  let at = 0
  for (const piece of piecesOf(text)) {
    if (piece.type === 'dollar' || piece.type === 'unclosed') continue
    proseSigns(value, at, piece.start, signs)
    at = piece.end
    if (piece.type === 'math') mathSigns(value, piece.innerStart, piece.innerEnd, signs)
    else {
      const code = value.slice(piece.innerStart, piece.innerEnd).trim()
      if (code) signs.push({ text: `\`${code}`, type: 'code', start: piece.start, end: piece.end })
    }
  }
  proseSigns(value, at, value.length, signs)
  return signs
}

const digitsPattern = String.raw`\d{1,3}(?:(?:\{,\}|\\,|\{,\\!\}|,\\!|,)\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+`
const chinese = String.raw`\u3400-\u9fff\uf900-\ufaff`
/** A number, a word, or a sign that stands for an operation. */
const prosePattern = new RegExp(
  String.raw`(${digitsPattern})|([${chinese}]|(?:(?![${chinese}])[\p{L}\p{M}])+(?:['’](?:(?![${chinese}])[\p{L}\p{M}])+)*)|[=+*/×·÷^<>≤≥≠≈≡±%°∠△√∞π#]|(?<=[\s\d)])[-−–](?=[\s\d(])`,
  'gu',
)
/** Words in a formula, what frames an environment, a command, a number, or any other sign. */
const mathPattern = new RegExp(
  String.raw`\\(?:text|textrm|textbf|textit|mbox|mathrm|operatorname)\*?\s*\{([^{}]*)\}|\\(?:begin|end)\{[a-z]+\*?\}|(\\(?:[a-zA-Z]+|[^a-zA-Z]))|((?<=\\[dtc]?frac\d?)\d|${digitsPattern})|([^\s{}~&$.,;。，；])`,
  'gu',
)

const looks = new Set(
  String.raw`\left \right \big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr \biggl \biggr \displaystyle \textstyle \limits \nolimits \quad \qquad \nonumber \notag \, \; \: \! \  \\ \hspace \vspace \phantom \allowbreak`.split(
    ' ',
  ),
)
looks.add('\\ ')
const same: Readonly<Record<string, string>> = {
  '\\dfrac': '\\frac',
  '\\tfrac': '\\frac',
  '\\cfrac': '\\frac',
  '\\cdot': '·',
  '\\times': '·',
  '×': '·',
  '*': '·',
  '\\div': '÷',
  '\\le': '≤',
  '\\leq': '≤',
  '\\leqslant': '≤',
  '\\ge': '≥',
  '\\geq': '≥',
  '\\geqslant': '≥',
  '\\ne': '≠',
  '\\neq': '≠',
  '\\approx': '≈',
  '\\equiv': '≡',
  '\\pm': '±',
  '\\lt': '<',
  '\\gt': '>',
  '\\Rightarrow': '⇒',
  '\\implies': '⇒',
  '\\rightarrow': '\\to',
  '\\lvert': '|',
  '\\rvert': '|',
  '\\vert': '|',
  '\\mid': '|',
  '−': '-',
  '–': '-',
}

function proseSigns(value: string, from: number, to: number, signs: Sign[]): void {
  const text = value.slice(from, to)
  prosePattern.lastIndex = 0
  for (let match = prosePattern.exec(text); match; match = prosePattern.exec(text)) {
    const found = match[0]
    const start = from + match.index
    const end = start + found.length
    if (match[1]) signs.push({ text: digits(found), type: 'number', start, end })
    // A letter by itself is a name, but for the article and the pronoun.
    else if (/^[b-zB-HJ-Z]$/.test(found)) signs.push({ text: found, type: 'math', start, end })
    else if (match[2]) signs.push({ text: found.toLowerCase(), type: 'word', start, end })
    else signs.push({ text: same[found] ?? found, type: 'math', start, end })
  }
}

function mathSigns(value: string, from: number, to: number, signs: Sign[]): void {
  const text = value.slice(from, to)
  for (const match of text.matchAll(mathPattern)) {
    const [found, words, command, number, sign] = match
    const start = from + match.index
    const end = start + found.length
    if (words !== undefined) {
      const at = start + found.indexOf('{') + 1
      proseSigns(value, at, at + words.length, signs)
    } else if (number) signs.push({ text: digits(found), type: 'number', start, end })
    else if (sign || (command && !looks.has(command))) {
      signs.push({ text: same[found] ?? found, type: 'math', start, end })
    }
  }
}

function digits(found: string): string {
  return found.replace(/[^\d.]/g, '').replace(/^\./, '0.')
}

/**
 * The length of a text in words. A formula of a few signs reads like a word, two Chinese characters too, so that a
 * length means about the same in every language and style.
 */
export function sizeOf(signs: readonly Sign[]): number {
  let size = 0
  for (const { text, type } of signs) size += type === 'word' ? (cjk.test(text) ? 0.6 : 1) : type === 'code' ? 5 : 0.4
  return size
}

const cjk = /^[\u3400-\u9fff\uf900-\ufaff]/
