import type { Solution } from '../format/document.ts'
import { sourceSpan, type Text } from '../format/text.ts'
import { judgedParts } from '../math/facts.ts'
import type { Claim } from '../math/solution.ts'
import { message } from '../message.ts'
import type { Span } from '../span.ts'
import { piecesOf } from '../text/pieces.ts'
import { proseOf, sentencesOf } from '../text/prose.ts'
import type { Found, MathView, Rule, View } from './rule.ts'
import { type Judged, judgedSolutions, placeSpan } from './solutions.ts'

export const caseMissing: Rule = {
  id: 'case-missing',
  title: 'A case without its counterpart',
  severity: 'hint',
  docs: `
A case is opened and its counterpart never comes, or of two roots, \`x^2 = 9\` or \`|x| = 3\`, one is taken without a word. Either
a solution is lost, or a reason that the reader has to find. That it matters for training is inferred from the structure of
proofs; no study measures it, so this is a hint.

Treat the other case, or say why there is none: \`since $x > 0$\`, \`as a length is positive\`, \`the other case is alike\`.
`,
  good: [
    '@solution\nCase 1: $n$ is even. Then it works.\n\nCase 2: $n$ is odd. Then it does not.\n',
    '@solution\nCase 1: $n$ is even. Then it works. Otherwise it does not.\n',
    '@solution\n@step case: Case I\nIt is even.\n@step case: Case II\nIt is odd.\n',
    '@solution\nTake an umbrella, in case I forget. In case of doubt, take two.\n',
    '@solution\n情况一：$n$ 为偶数，成立。\n\n情况二：$n$ 为奇数，不成立。\n',
    '@problem\nLet $x^2 = 9$ with $x > 0$. Find $x$.\n@solution\nFrom $x^2 = 9$ we get $x = 3$.\n',
    '@problem\nSolve $x^2 = 9$.\n@solution\nFrom $x^2 = 9$ we get $x = 3$ or $x = -3$.\n',
    '@problem\nSolve $x^2 = 9$.\n@solution\nFrom $x^2 = 9$ we get $x = \\pm 3$. The larger is $x = 3$.\n',
    '@problem\nA square has the area $9$. Find its side.\n@solution\nFrom $x^2 = 9$ we get $x = 3$.\n',
    '@problem\nSolve it.\n@solution\n$x^2 = 9$ and $x$ is negative by what was said, so $x = -3$.\n',
    '@problem\n解方程。\n@solution\n由 $x^2 = 9$ 且 $x$ 为正数，得 $x = 3$。\n',
  ],
  bad: [
    { text: '@solution\n«Case 1»: $n$ is even. Then it works.\n\nSo it always works.\n' },
    { text: '@solution\nCase 1: it is red. «Case 2»: it is blue. Case 4: it is green.\n' },
    { text: '@solution\n«情况一»：$n$ 为偶数，成立。\n\n所以总成立。\n' },
    { text: '@solution\n@step «case»: $n$ is even\nThen it works.\n@step conclude\nIt always works.\n' },
    { text: '@problem\nSolve the equation.\n@solution\nFrom $x^2 = 9$ we get $«x = 3»$.\n' },
    { text: '@problem\nSolve the equation.\n@solution\nSo $|x - 2| = 3$, that is $«x - 2 = 3»$ and $x = 5$.\n' },
    { text: '@problem\nSolve $x^2 = 25$.\n@solution\nTaking the root of both sides gives $«x = 5»$.\n' },
    { text: '@problem\n解方程 $x^2 - 9 = 0$。\n@solution\n移项得 $x^2 = 9$，所以 $«x = 3»$。\n' },
  ],
  *checkMath(view) {
    for (const judged of judgedSolutions(view)) {
      yield* namedCases(judged.solution, view.words)
      if (!judged.solution.flawed) yield* roots(judged, view)
    }
  },
}

interface Heading {
  readonly style: string
  readonly number: number
  readonly span: Span
  readonly text: string
}

/** `Case 1` without `Case 2`, and a step of the kind `case` alone. */
function* namedCases(solution: Solution, words: View['words']): Generator<Found> {
  if (solution.flawed) return
  const prose = [
    ...judgedParts(solution).map(({ text, within }) => proseOf(text).slice(within.start, within.end)),
    ...solution.steps.map(step => step.title?.text ?? ''),
  ].join('\n')
  if (words.has('other-case', prose)) return
  const headings = [...headingsIn(solution, words)]
  const seen = new Set(headings.map(({ style, number }) => `${style}${number}`))
  const reported = new Set<string>()
  for (const { style, number, span, text } of headings) {
    const next = `${style}${number + 1}`
    const isLast = number > 1 && !headings.some(other => other.style === style && other.number > number)
    if (isLast || seen.has(next) || reported.has(next)) continue
    reported.add(next)
    const isOnly = headings.filter(other => other.style === style).every(other => other.number === number)
    yield {
      span,
      message: isOnly
        ? message('"{text}" is the only case; expected all cases, or why there is no other', { text })
        : message('The case after "{text}" is missing; expected all cases', { text }),
    }
  }
  const [only, second] = solution.steps.filter(step => step.kind === 'case')
  if (only && !second && !headings.length) {
    yield {
      span: only.directive.word?.span ?? only.directive.nameSpan,
      message: message('This is the only step that treats a case; expected all cases, or why there is no other'),
    }
  }
}

const numeral = /^\s?[(（]?\s?(?:(\d{1,2})|(IV|I{1,3}|VI{0,3})|([A-H])|([一二三四五六七八]))(?![\p{L}\p{N}.,]\S)/u

function* headingsIn(solution: Solution, words: View['words']): Generator<Heading> {
  for (const { text, within } of judgedParts(solution)) {
    const prose = proseOf(text).slice(within.start, within.end)
    for (const { style, number, start, end } of headingsOf(prose, words)) {
      const span = sourceSpan(text, within.start + start, within.start + end)
      yield { style, number, span, text: prose.slice(start, end) }
    }
  }
  for (const { title } of solution.steps) {
    if (!title) continue
    for (const { style, number, start, end } of headingsOf(title.text, words)) {
      const span = { start: title.span.start + start, end: title.span.start + end }
      yield { style, number, span, text: title.text.slice(start, end) }
    }
  }
}

function* headingsOf(
  prose: string,
  words: View['words'],
): Generator<{ style: string; number: number; start: number; end: number }> {
  for (const { start, end, text } of words.find('case', prose)) {
    const match = numeral.exec(prose.slice(end, end + 12))
    if (!match) continue
    const [whole, digits, roman, letter, chinese] = match
    // `in case I forget`
    if ((roman || letter) && !/^\p{Lu}/u.test(text)) continue
    const style = digits ? '1' : roman ? 'I' : letter ? 'A' : '一'
    const number = digits
      ? Number(digits)
      : roman
        ? ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII'].indexOf(roman) + 1
        : letter
          ? letter.charCodeAt(0) - 64
          : '一二三四五六七八'.indexOf(chinese!) + 1
    yield { style, number, start, end: end + whole.length }
  }
}

/** `x^2 = 9`, or `|x| = 3`, and then one `x = 3` without a word; and `x = \pm 3` of which one is used. */
function* roots(judged: Judged, { example, words }: MathView): Generator<Found> {
  const problem = example.problem?.text
  if (problem && words.has('positive-quantity', proseOf(problem))) return
  const { claims } = judged.facts.checked
  const whole = judged.parts.map(({ text, within }) => text.value.slice(within.start, within.end)).join('\n')
  if (/\\pm|\\mp|±/.test(whole)) return
  const equations: Equation[] = claims.flatMap((claim, i): Equation[] => {
    if (claim.relation !== '=' || claim.from !== 'math') return []
    const equation = twofold(sourceOf(judged, claim, 'left'), sourceOf(judged, claim, 'right'))
    return equation ? [{ ...equation, claim, next: i + 1 }] : []
  })
  if (!equations.length && problem) equations.push(...givenEquations(problem))
  const open = new Map<string, boolean>()
  const isOpen = (base: string): boolean => {
    const known = open.get(base) ?? !(isBounded(base, `${problem?.value ?? ''}\n${whole}`) || takesBoth(base, whole))
    open.set(base, known)
    return known
  }
  for (const { base, claim, next, text } of equations.slice(0, most)) {
    const root = claims
      .slice(next, next + 3)
      .find(later => later.relation === '=' && sourceOf(judged, later, 'left') === base)
    if (!root || (claim && root.part !== claim.part)) continue
    if (words.has('one-root', between(judged, claim ?? root, root))) continue
    if (!isOpen(base)) continue
    yield {
      span: placeSpan(judged, root),
      message: message(
        'Of two solutions of {equation} one is taken without a word; expected both, or why the other is left out',
        {
          equation: text.slice(0, 60),
        },
      ),
    }
  }
}

/** So many are looked at that no text takes long. */
const most = 50

interface Equation {
  /** What has two values. */
  readonly base: string
  readonly text: string
  /** Where it stands in the solution, if it does, and the number of the claim behind. */
  readonly claim?: Claim
  readonly next: number
}

/** An even power, or an absolute value, that is equal to something else. */
function twofold(left: string, right: string): Pick<Equation, 'base' | 'text'> | undefined {
  const base = evenPower.exec(left)?.[1] ?? absolute.exec(left)?.[1]
  if (!base || right.includes(base) || right === '0') return undefined
  return { base, text: `${left} = ${right}` }
}

function* givenEquations(problem: Text): Generator<Equation> {
  for (const piece of piecesOf(problem)) {
    if (piece.type !== 'math') continue
    const sides = bare(problem.value.slice(piece.innerStart, piece.innerEnd))
      .replace(/[.,;。]$/, '')
      .split('=')
    const equation = sides.length === 2 ? twofold(sides[0]!, sides[1]!) : undefined
    if (equation) yield { ...equation, next: 0 }
  }
}

const symbol = String.raw`(?:[A-Za-z]|\\[a-z]+)(?:_(?:\w|\{\w+\}))?`
const evenPower = new RegExp(String.raw`^(${symbol}|\([^()]+\))\^(?:[246]|\{[246]\})$`)
const absolute = /^(?:\\left)?(?:\||\\lvert)([^|]+?)(?:\\right)?(?:\||\\rvert)$/

function sourceOf({ parts }: Judged, claim: Claim, side: 'left' | 'right'): string {
  return bare(parts[claim.part]!.text.value.slice(claim[side].start, claim[side].end))
}

function bare(source: string): string {
  return source.replace(/\\boxed|[\s&]|\\[,;!]/g, '')
}

/** What stands in the sentences from one claim to another, and beside them. */
function between({ parts }: Judged, from: Claim, to: Claim): string {
  const { text } = parts[from.part]!
  const sentences = sentencesOf(text).filter(({ start, end }) => end > from.start && start < to.end)
  return proseOf(text).slice(sentences[0]?.start ?? from.start, sentences.at(-1)?.end ?? to.end)
}

/** `x > 0`, or `x \in \mathbb{N}`. */
function isBounded(base: string, text: string): boolean {
  const name = base.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`${name}\\s*(?:>|\\\\geq?|≥|<|\\\\leq?|≤|\\\\in(?![a-z]))|(?:<|\\\\leq?|≤)\\s*${name}`).test(text)
}

/** Whether the negative one is named somewhere. */
function takesBoth(base: string, text: string): boolean {
  const name = base.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/(?<=.)(?=\\?.)/g, '\\s*')
  return base.length < 40 && new RegExp(`${name}\\s*(?:=|&=|\\\\ne|\\\\neq)\\s*-`).test(text)
}
