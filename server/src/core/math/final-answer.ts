/** The final answer of a solution, and where it stands. */
export interface FinalAnswer {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly from: 'box' | 'mark' | 'words'
}

const box = /\\(?:boxed|fbox)(?![a-zA-Z])\s*/g
const mark = /^#{4}[ \t]*(\S.*?)[ \t]*$/gm
const phrases = [
  /\b(?:final\s+answer|answer)\s*(?:\*\*)?\s*(?:is|are|:|：|=)\s*(?:\*\*)?\s*[:：]?\s*(?:therefore,?\s*)?(\S[^\n]*)/gi,
  /(?:最终)?答案\s*(?:是|为|等于|:|：)\s*[:：]?\s*(\S[^\n]*)/g,
]

/** The last box; else what follows `####`; else what is said to be the answer. */
export function finalAnswer(solution: string): FinalAnswer | undefined {
  const from = afterThinking(solution)
  const found = (list: readonly FinalAnswer[]): readonly FinalAnswer[] => list.filter(({ start }) => start >= from)
  return (
    found(boxes(solution)).at(-1) ??
    found(marked(solution)).at(-1) ??
    found(phrases.flatMap(phrase => said(solution, phrase))).reduce<FinalAnswer | undefined>(later, undefined)
  )
}

/** Where a reply starts behind what its writer thought aloud, if it says anything there. */
function afterThinking(text: string): number {
  const tag = '</think>'
  const at = text.lastIndexOf(tag)
  return at >= 0 && text.slice(at + tag.length).trim() ? at + tag.length : 0
}

/** Everything that stands in a box. Braces are matched; of `\boxed 5` it is the next character. */
export function boxes(text: string): FinalAnswer[] {
  const found: FinalAnswer[] = []
  for (const match of text.matchAll(box)) {
    const at = match.index + match[0].length
    if (text[at] !== '{') {
      const next = /^(?:\\[a-zA-Z]+|\S)/.exec(text.slice(at, at + 40))
      if (next) found.push({ text: next[0], start: at, end: at + next[0].length, from: 'box' })
      continue
    }
    const end = closingBrace(text, at)
    if (end < 0) continue
    const inner = text.slice(at + 1, end)
    const start = at + 1 + (inner.length - inner.trimStart().length)
    found.push({ text: inner.trim(), start, end: start + inner.trim().length, from: 'box' })
  }
  return found
}

function closingBrace(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  return -1
}

function marked(text: string): FinalAnswer[] {
  return [...text.matchAll(mark)].map(match => {
    const start = match.index + match[0].indexOf(match[1]!, 4)
    return { text: match[1]!, start, end: start + match[1]!.length, from: 'mark' }
  })
}

/** What stands behind the phrase, on the same line. */
function said(text: string, phrase: RegExp): FinalAnswer[] {
  return [...text.matchAll(phrase)].flatMap((match): FinalAnswer[] => {
    const start = match.index + match[0].length
    const end = text.indexOf('\n', start)
    const value = sentence(text.slice(start, end < 0 ? undefined : end))
    return value ? [{ text: value, start, end: start + value.length, from: 'words' }] : []
  })
}

/** Up to the end of the sentence, without what only dresses it. */
function sentence(text: string): string {
  const dollars = /^\$[^$]+\$/.exec(text)
  if (dollars) return dollars[0]
  const stop = /[。!?]|\.(?=\s|\*|$)/.exec(text)
  return (stop ? text.slice(0, stop.index) : text).replace(/\*\*\s*$/, '').trim()
}

function later(a: FinalAnswer | undefined, b: FinalAnswer | undefined): FinalAnswer | undefined {
  return !a || (b && b.start > a.start) ? b : a
}
