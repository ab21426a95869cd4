import type { Solution } from '../format/document.ts'
import { sourceSpan, type Text } from '../format/text.ts'
import { boxes } from '../math/final-answer.ts'
import { message } from '../message.ts'
import { type Span, span } from '../span.ts'
import { pieceAt } from '../text/pieces.ts'
import { proseOf } from '../text/prose.ts'
import type { WordFound } from '../words/lexicon.ts'
import type { ListName } from '../words/lists.ts'
import { goesOnLong } from './box-not-last.ts'
import { numbersOutOfOrder } from './numbers-order.ts'
import type { Found, Rule, View } from './rule.ts'
import { circlesInWords, citationsOf, numberAt } from './step-words.ts'
import { symbolsOutOfOrder } from './symbols-order.ts'
import { type Unit, unitsOf, wordsOf } from './units.ts'

export const stepOutOfOrder: Rule = {
  id: 'step-out-of-order',
  title: 'A step that stands in the wrong place',
  severity: 'warning',
  docs: `
A model writes a solution from its first word to its last, so each step can only use what stands before it. ReasonEval
and PRMBench count swapped steps among the errors of reasoning, and training on shuffled steps costs a model most of what
it could have learned ([arXiv 2502.07374](https://arxiv.org/abs/2502.07374)); this is the best supported of all that
can be said about the order of a solution. It is reported

- where a symbol is used and only a later sentence introduces it, or a number that only a later one comes to;
- where the solution opens with a word that follows from something, such as "therefore";
- where a derivation follows the final answer: a remark or a check may;
- where the second of several cases or points comes before the first;
- where an equation or a step is referred to by its number and stands later.

Order the steps as they are found. To announce what is to come, say so: "as step 4 will show".
`,
  good: [
    '@problem\nA box has 48 pens, half as many are red.\n@solution\n48/2 = 24 are red.\n48 + 24 = 72 are there.\n',
    '@problem\nHe runs 30 miles, 10 on the first day.\n@solution\nThere are 20 left because 30 - 10 = 20.\n',
    '@problem\nLet $r$ be the radius.\n@solution\nThe area is $\\pi r^2 s$, where $s$ is a factor. Let $t = r + s$.\n',
    '@solution\nLet $x$ be the number. Then $2x = 6$, so $x = 3$. Let $x = 3$.\n',
    '@solution\nSo far $3$ of them are known.\n',
    '@solution\nIts side is $\\boxed{3}$. Indeed $3^2 = 9$.\n',
    '@solution\nIt is $2 + 3 = \\boxed{5}$. He has 5 apples.\n',
    '@solution\nCase 1: $x > 0$.\n\nCase 2: $x < 0$.\n\nCase 1: again.\n',
    '@solution\n$$x + y = 3 \\tag{1}$$ By (1) and (2) of the problem, $x = 1$.\n',
    '@solution\n@step\nStep 2 will show that.\n@step\nBy step 1, yes.\n',
    '@solution\n设 $x$ 为整数，则 $x > 0$。首先看 $x$。其次看 $y$，其中 $y$ 为整数。\n',
    '@solution\n@step\n$x + y = 3$ ①\n@step\n由①得 $x = 2$。由第1步即得。\n',
  ],
  bad: [
    {
      text: '@problem\nA box has 48 pens, half as many are red.\n@solution\n48 + «24» = 72 are there.\n48/2 = 24 are red.\n',
    },
    {
      text: '@problem\n盒子里有 48 支笔，其中一半是红的。\n@solution\n@step\n一共 $48 + «24» = 72$ 支。\n@step\n红的有 $48 \\div 2 = 24$ 支。\n',
    },
    { text: '@solution\n@step\nHere $«s»^2 = 9$.\n@step\nLet $s$ be the side.\n' },
    { text: '@solution\nWe get $3«a» + b = 0$. Let $a = x - 3$.\n' },
    { text: '@solution\n«Therefore», the sum is $5$. There are $2$ and $3$.\n' },
    {
      text: '@solution\nThe answer is $\\boxed{12}$. «Its sides are $3$ and $4$.»\n',
    },
    { text: '@solution\n«Case 2»: $x < 0$.\n\nCase 1: $x > 0$.\n' },
    { text: '@solution\nSecond, $y = 1$. «First», $x = 1$.\n' },
    { text: '@solution\nBy «(2)», $x = 1$. Adding gives $$x + y = 3. \\tag{2}$$\n' },
    { text: '@solution\n@step\nBy «step 2», yes.\n@step\nNo.\n' },
    { text: '@solution\n@step\n圆的面积是 $\\pi «r»^2$。\n@step\n设 $r$ 为半径。\n' },
    { text: '@solution\n«所以» $x = 3$。由题意 $x + 1 = 4$。\n' },
    { text: '@solution\n答案是 $\\boxed{12}$。«因为底为 $3$，高为 $4$。»\n' },
    { text: '@solution\n«情形二»：$x < 0$。\n\n情形一：$x > 0$。\n' },
    { text: '@solution\n@step\n由«①»得 $x = 2$，«第2步»给出。\n@step\n$x + y = 3$ ①\n' },
  ],
  *check(view) {
    const { example } = view.region
    if (!example) return
    yield* symbolsOutOfOrder(view)
    yield* numbersOutOfOrder(view)
    for (const solution of example.solutions) {
      const units = unitsOf(solution)
      yield* opening(view, units)
      yield* afterAnswer(view, solution, units)
      yield* headings(view, units)
      yield* points(view, units)
      yield* equations(view, units)
      yield* stepsInWords(view, solution)
    }
  },
}

/** The entry of a list that a sentence opens with; offsets in the sentence. */
function openingOf({ words }: View, list: ListName, unit: Unit): WordFound | undefined {
  const { end, start, text } = unit
  const beginning = text.value.slice(start, Math.min(end, start + 100))
  const at = /^[\s*_"'“‘#>-]*/.exec(beginning)![0].length
  const [first] = wordsOf(words, list, unit)
  if (first?.start === start + at) return { ...first, start: at, end: first.end - start }
  // `$\textbf{Remark}$`
  const set = /^\$?\\(?:text(?:bf|it)|emph)\{/.exec(beginning.slice(at))
  if (!set) return undefined
  return words.find(list, beginning).find(found => found.start === at + set[0].length)
}

function spanIn({ start, text }: Unit, at: Span): Span {
  return sourceSpan(text, start + at.start, start + at.end)
}

/** A solution that opens with what follows from something. */
function* opening(view: View, [first]: readonly Unit[]): Generator<Found> {
  const found = first && openingOf(view, 'following', first)
  if (!found) return
  yield {
    span: spanIn(first, found),
    message: message('"{word}" rests on what stands before, and nothing does; expected that first', {
      word: found.text,
    }),
  }
}

/** A derivation behind the final answer. */
function* afterAnswer(view: View, solution: Solution, units: readonly Unit[]): Generator<Found> {
  if (solution.flawed) return
  const at = units.findLastIndex(unit => boxes(saidIn(unit)).length > 0)
  const next = units[at + 1]
  if (at < 0 || !next || openingOf(view, 'remarking', next)) return
  const said = saidIn(next)
  if (!derives.test(said) || /^[\s*_]*[(（[]/.test(said) || isRestated(units, at, said)) return
  const parts = [...new Set(units.map(({ part }) => part))]
  if (goesOnLong(parts, parts.indexOf(units[at]!.part))) return
  yield {
    span: spanIn(next, span(0, next.end - next.start)),
    message: message('The final answer stands before this; expected the derivation first, the answer last'),
  }
}

const derives = /[=<>≤≥≡≈]|\\(?:l|g)eq?\b|\\(?:equiv|approx|Rightarrow|implies|to)\b|\d/
const calculates = /[-+*/^]|\\(?:frac|cdot|times|div|sqrt|pmod)/

/** Whether a sentence only says again what was calculated in the box or stands before it. */
function isRestated(units: readonly Unit[], at: number, said: string): boolean {
  const own = saidIn(units[at]!)
  const box = boxes(own).at(-1)!
  const value = tight(box.text)
  if (!holds(tight(said), value)) return false
  const before = tight(own.slice(0, box.start)).replace(/\\(?:boxed|fbox)\{?$/, '')
  if (/(?:[=≡≈]|\\(?:equiv|approx))&?$/.test(before) && calculates.test(before)) return true
  return holds(before, value) || units.slice(0, at).some(unit => holds(tight(saidIn(unit)), value))
}

function saidIn({ end, start, text }: Unit): string {
  return text.value.slice(start, end)
}

function tight(text: string): string {
  return text.replace(/[\s$]|\\[,;!]/g, '')
}

/** Whether a text holds a value, and not as a part of a number or a word. */
function holds(text: string, value: string): boolean {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const [before, after] = [text[at - 1] ?? '', text.slice(at + value.length, at + value.length + 2)]
    if (!(/^[\d.]/.test(before) && /^\d/.test(value)) && !(/\d$/.test(value) && /^(?:\d|\.\d)/.test(after))) return true
  }
  return false
}

interface Heading {
  readonly unit: Unit
  readonly found: Span
  readonly number: number
}

/** Cases, and other things that are counted, in another order than they are counted in. */
function* headings(view: View, units: readonly Unit[]): Generator<Found> {
  const firsts = new Map<string, Map<number, Heading>>()
  for (const unit of units) {
    const word = openingOf(view, 'heading', unit)
    const counted = word && numberAt(saidIn(unit), word.end)
    if (!counted) continue
    const rest = /^\s*[步种类]?/.exec(saidIn(unit).slice(counted.end))![0]
    if (word.text === '第' && !rest.trim()) continue
    const key = word.text.toLowerCase() + rest.trim()
    const seen = firsts.get(key) ?? new Map<number, Heading>()
    firsts.set(key, seen)
    if (seen.has(counted.number)) continue
    seen.set(counted.number, {
      unit,
      found: span(word.start, counted.end + rest.trimEnd().length),
      number: counted.number,
    })
  }
  for (const seen of firsts.values()) {
    const done = new Set<number>()
    for (const { found, number, unit } of seen.values()) {
      done.add(number)
      const before = seen.get(number - 1)
      if (!before || done.has(number - 1)) continue
      yield {
        span: spanIn(unit, found),
        message: message('"{later}" comes before "{first}"; expected them in order', {
          later: saidIn(unit).slice(found.start, found.end),
          first: saidIn(before.unit).slice(before.found.start, before.found.end),
        }),
        related: [
          {
            span: spanIn(before.unit, before.found),
            message: message('Number {number} comes here', { number: before.number }),
          },
        ],
      }
    }
  }
}

/** "First" behind "second". */
function* points(view: View, units: readonly Unit[]): Generator<Found> {
  let later: WordFound | undefined
  for (const unit of units) {
    const first = openingOf(view, 'opening-first', unit)
    if (first && later) {
      yield {
        span: spanIn(unit, first),
        message: message('"{word}" comes after "{later}"; expected it before', { word: first.text, later: later.text }),
      }
    }
    if (first) return
    later ??= openingOf(view, 'opening-later', unit)
  }
}

interface Mark extends Span {
  readonly text: Text
  /** The number of the sentence. */
  readonly unit: number
}

const tag = /\\tag\*?\{\(?([^{}()]{1,12})\)?\}/g
const circled = /[①-⑳]/g

/** Equations that are referred to by a number and stand later. */
function* equations(view: View, units: readonly Unit[]): Generator<Found> {
  const texts = [...new Set(units.map(({ text }) => text))]
  if (!texts.some(({ value }) => value.includes('\\tag') || /[①-⑳]/.test(value))) return
  const marked = new Map<string, Mark>()
  const references: [string, Mark][] = []
  for (const [i, unit] of units.entries()) {
    const said = saidIn(unit)
    const mark = (at: number, length: number): Mark => ({
      ...span(unit.start + at, unit.start + at + length),
      text: unit.text,
      unit: i,
    })
    for (const match of said.matchAll(tag)) {
      if (!marked.has(match[1]!)) marked.set(match[1]!, mark(match.index, match[0].length))
    }
    for (const match of said.matchAll(circled)) {
      const one = mark(match.index, 1)
      if (!endsEquation(unit, match.index)) references.push([match[0], one])
      else if (!marked.has(match[0])) marked.set(match[0], one)
    }
    if (wordsOf(view.words, 'announcing', unit).length) continue
    for (const match of proseOf(unit.text)
      .slice(unit.start, unit.end)
      .matchAll(/(?<=\S\s*)[(（](\w{1,4})[)）]/g)) {
      references.push([match[1]!, mark(match.index, match[0].length)])
    }
  }
  for (const [name, reference] of references) {
    const target = marked.get(name)
    if (!target || target.unit <= reference.unit) continue
    yield {
      span: sourceSpan(reference.text, reference.start, reference.end),
      message: message('The equation {name} stands later; expected it before it is used', {
        name: saidAt(reference),
      }),
      related: [
        { span: sourceSpan(target.text, target.start, target.end), message: message('The equation stands here') },
      ],
    }
  }
}

function saidAt({ end, start, text }: Mark): string {
  return text.value.slice(start, end)
}

/** Whether a mark stands behind an equation that it names: in the formula or after it, and nothing follows. */
function endsEquation({ end, start, text }: Unit, at: number): boolean {
  const place = start + at
  const piece = pieceAt(text, place)
  const before = text.value.slice(Math.max(start, place - 20), place).trimEnd()
  const after = text.value.slice(place + 1, Math.min(end, place + 40))
  const follows = piece ? /^[\s}$\]&\\]*(?:$|\\\\|\$|[,，.。;；\n])/ : /^\s*(?:$|[,，.。;；\n])/
  return follows.test(after) && (piece !== undefined || /[$\]…·.⋯)]$/.test(before))
}

/** A later step that is referred to by its number; where it leads back, that is circular reasoning. */
function* stepsInWords(view: View, solution: Solution): Generator<Found> {
  const circles = new Set(circlesInWords(view, solution).map(({ span: { start } }) => start))
  for (const { from, span, to } of citationsOf(view, solution)) {
    if (to <= from || circles.has(span.start)) continue
    yield {
      span,
      message: message('Step {from} refers to step {to}, which comes later; expected an earlier one', { from, to }),
    }
  }
}
