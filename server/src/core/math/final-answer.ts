/** The final answer of a solution, and where it stands. */
export interface FinalAnswer {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly from: 'box' | 'mark' | 'words'
}

const box = /\\(?:boxed|fbox)(?![a-zA-Z])\s*/g
const mark = /^#{4}[ \t]*(\S.*?)[ \t]*$/gm
// Runs of blanks are bounded, so that no text takes longer than its length.
const phrases = [
  /\b(?:answer|correct\s{1,9}(?:option|choice))\s{0,9}(?:\*\*)?\s{0,9}(?:is|are|:|：|=)\s{0,9}(?:\*\*)?\s{0,9}[:：]?\s{0,9}(?:(?:therefore|thus|approximately|about|roughly|exactly|simply|just|equal\s{1,9}to|given\s{1,9}by),?\s{1,9})?(?=\S)/gi,
  /答案\s{0,9}(?:应?(?:该?是|为)|等于|[:：])\s{0,9}(?:\*\*)?\s{0,9}[:：]?\s{0,9}(?=\S)/g,
  /^[ \t]*(?:#{1,6}[ \t]*(?:\*\*)?|\*\*)(?:final\s{1,9})?answer:?(?:\*\*)?:?[ \t]*\n\s{0,9}(?=\S)/gim,
  /(?:本题|答案|故|因此|所以|应该?)\s{0,9}选(?:择)?\s{0,9}(?:\*\*)?\s{0,9}[:：]?\s{0,9}(?=[（(]?\s{0,9}[A-H](?![a-zA-Z]))/g,
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
  let closed: Map<number, number> | undefined
  for (const match of text.matchAll(box)) {
    const at = match.index + match[0].length
    if (text[at] !== '{') {
      const next = /^(?:\\[a-zA-Z]+|\S)/.exec(text.slice(at, at + 40))
      if (next) found.push({ text: next[0], start: at, end: at + next[0].length, from: 'box' })
      continue
    }
    closed ??= closingBraces(text)
    const end = closed.get(at)
    if (end === undefined) continue
    const inner = text.slice(at + 1, end)
    const start = at + 1 + (inner.length - inner.trimStart().length)
    found.push({ text: inner.trim(), start, end: start + inner.trim().length, from: 'box' })
  }
  return found
}

/** Where each brace that is closed is closed. */
function closingBraces(text: string): Map<number, number> {
  const closed = new Map<number, number>()
  const open: number[] = []
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '{') open.push(at)
    else if (text[at] === '}') {
      const start = open.pop()
      if (start !== undefined) closed.set(start, at)
    }
  }
  return closed
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
  const dollars = /^\$[^$]+\$(?:\s*(?:,|;|、|,?\s*(?:and|or|和|或)\s)\s*\$[^$]+\$)*/.exec(text)
  if (dollars) return dollars[0]
  const plain = /^(?:yes|no|true|false)(?=\s*[,;:])/i.exec(text)
  if (plain) return plain[0]
  const stop = /[。!?]|\.(?=\s|\*|$)/.exec(text)
  return (stop ? text.slice(0, stop.index) : text).replace(/\*\*\s*$/, '').trim()
}

function later(a: FinalAnswer | undefined, b: FinalAnswer | undefined): FinalAnswer | undefined {
  return !a || (b && b.start > a.start) ? b : a
}
