import type { Text } from '../format/text.ts'
import { piecesOf } from './pieces.ts'

/** An option of a multiple-choice problem. Offsets are in its text. */
export interface Option {
  readonly letter: string
  /** Of the letter, with the parentheses or the stop that mark it. */
  readonly start: number
  readonly end: number
  /** Where its text ends: at the next option, or with the text. */
  readonly textEnd: number
}

const known = new WeakMap<Text, readonly Option[]>()

/**
 * The options that a text lists, in the order in which they stand; none where it lists none. `A, B` are points more
 * often than options: what marks one is a parenthesis around its letter, or a stop behind it in a list that goes on.
 */
export function optionsOf(text: Text): readonly Option[] {
  let options = known.get(text)
  if (!options) {
    options = find(text)
    known.set(text, options)
  }
  return options
}

type Mark = Omit<Option, 'textEnd'> & { readonly startsLine: boolean; readonly parenthesized: boolean }

const dressing = String.raw`(?:\\(?:text|textbf|textrm|mathrm|mathbf|mbox|rm|bf)\s?\{?|\\q?quad(?![a-z])|\*\*|[$~ \t]|\\[,; ])`
const pattern = new RegExp(
  String.raw`(?<=^|\\n|[\s\u3400-\u9fff)）\]。．.;；,，、:：?？$}&*])${dressing}{0,4}(?:[(（]\s?([A-J])\s?[)）]|([A-J])\s?[.．:：)）、]|(?<=\n[ \t]*)([A-J])(?=[ \t]*[\u3400-\u9fff$]))`,
  'g',
)

function find(text: Text): Option[] {
  const marks = marksIn(text)
  const styles = [true, false].flatMap(parenthesized => {
    const own = marks.filter(mark => mark.parenthesized === parenthesized)
    return [own.filter(mark => mark.startsLine), own]
  })
  let best: readonly Mark[] = []
  for (const [i, style] of styles.entries()) {
    // A letter and a stop within a line may be the end of a sentence.
    const list = listIn(style, i === styles.length - 1 ? 3 : 2)
    if (inOrder(list) > inOrder(best)) best = list
  }
  return best.map((mark, at) => ({
    letter: mark.letter,
    start: mark.start,
    end: mark.end,
    textEnd: best[at + 1]?.start ?? text.value.length,
  }))
}

/** How often the next letter follows; of lists that are alike in this, the longer one counts more. */
function inOrder(list: readonly Mark[]): number {
  const follows = list.filter(({ letter }, i) => letter.charCodeAt(0) - 1 === list[i - 1]?.letter.charCodeAt(0))
  return follows.length + list.length / 1000
}

function marksIn(text: Text): Mark[] {
  const { value } = text
  const code = piecesOf(text).filter(piece => piece.type === 'code' || piece.type === 'fence' || piece.type === 'asy')
  let piece = 0
  const marks: Mark[] = []
  for (const match of value.matchAll(pattern)) {
    const letter = match[1] ?? match[2] ?? match[3]!
    const end = match.index + match[0].length
    const start =
      value.lastIndexOf(letter, end) -
      (match[1] ? /[(（]\s?$/.exec(value.slice(0, value.lastIndexOf(letter, end)))![0].length : 0)
    while (piece < code.length && code[piece]!.end <= start) piece++
    if (code[piece] && code[piece]!.start <= start) continue
    const before = value.slice(Math.max(0, start - 40), start)
    const startsLine = /(?:^|\n)(?:\\[a-z]+|[ \t{$*>\-~\\])*$/.test(before) && (start <= 40 || before.includes('\n'))
    // `A、B、C` are points.
    if (!startsLine && match[0].endsWith('、')) continue
    marks.push({
      letter,
      start,
      end,
      startsLine,
      parenthesized: match[1] !== undefined,
    })
  }
  return marks
}

/**
 * The marks from an `A` to what goes on from it, where that is longest. What only mentions an option again, far back or far
 * ahead, is left out.
 */
function listIn(marks: readonly Mark[], least: number): Mark[] {
  let best: Mark[] = []
  let list: Mark[] = []
  for (const mark of marks) {
    if (mark.letter === 'A') list = [mark]
    else {
      const step = list.length ? mark.letter.charCodeAt(0) - list.at(-1)!.letter.charCodeAt(0) : Infinity
      if (step >= -2 && step <= 3) list.push(mark)
    }
    if (inOrder(list) > inOrder(best)) best = [...list]
  }
  // Nothing stands behind the longest list but what still belongs to it.
  if (best[0] === list[0]) best = list
  return new Set(best.map(mark => mark.letter)).size >= least ? best : []
}
