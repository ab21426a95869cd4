import type { Solution } from '../format/document.ts'
import { sourceSpan } from '../format/text.ts'
import { message } from '../message.ts'
import type { MathPiece } from '../text/markup.ts'
import { piecesOf } from '../text/pieces.ts'
import { mathMark, proseOf } from '../text/prose.ts'
import { symbolSpan, symbolsOf } from '../text/symbols.ts'
import type { Found, Rule, View } from './rule.ts'
import { circlesInWords } from './step-words.ts'
import { type Unit, unitsOf } from './units.ts'

export const circularReasoning: Rule = {
  id: 'circular-reasoning',
  title: 'A claim that rests on itself',
  severity: 'warning',
  docs: `
A claim is its own reason ("since $x > 0$, we have $x > 0$"), a symbol is defined by itself, or two steps cite each other by
their numbers. PRMBench plants such circles in solutions since models overlook them, and a model trained on them learns to
write them; that they are wrong needs no study. Circles of \`[#label]\` are reported by \`circular-reference\`.

Give the reason that the claim has, and define a symbol by what is known before.
`,
  good: [
    '@solution\nSince $x > 0$, we have $x + 1 > 0$. So $x > 0$ and $x > 0$.\n',
    '@solution\nIf $n$ is even, then $n$ is not odd, because $n$ is even. Not $k = 4$, because if $k = 4$, then no.\n',
    '@solution\nLet $f(n) = f(n - 1) + 1$ and $a_n = a_{n-1} + 2$. Set $x = 3$, so $x = 2x - 3$.\n',
    '@problem\nSolve $x = x^2$.\n@solution\nLet $x = x^2$.\n',
    '@solution\n@step\nOne.\n@step\nBy step 1, two.\n',
    '@solution\n因为 $x > 0$，所以 $x + 1 > 0$。\n',
  ],
  bad: [
    { text: '@solution\nSince $x > 0$, we have «$x > 0$».\n' },
    { text: '@solution\nThus $x = 1$ because «$x = 1$».\n' },
    { text: '@solution\nDefine $«s» = 2s + 1$. Then $s > 0$.\n' },
    { text: '@solution\n@step\nBy «step 2», one.\n@step\nBy step 1, two.\n' },
    { text: '@solution\n@step {#a}\nBy «step 2», one.\n@step\nBy [#a], two.\n' },
    { text: '@solution\n因为 $x > 0$，所以«$x > 0$»。\n' },
    { text: '@solution\n@step\n由«第2步»得一。\n@step\n由第1步得二。\n' },
  ],
  *check(view) {
    const { example } = view.region
    if (!example) return
    yield* definitions(view)
    for (const solution of example.solutions) {
      for (const unit of unitsOf(solution)) yield* claims(view, unit)
      yield* citations(view, solution)
    }
  },
}

const relation = /[=<>≤≥≡≠∈∣]|\\(?:[lg]eq?|neq?|equiv|in|mid|parallel|perp|cong|sim|approx)(?![a-zA-Z])/

/** The same formula as premise and as conclusion. */
function* claims({ words }: View, { end, start, text }: Unit): Generator<Found> {
  const formulas = formulasIn(text, start, end)
  if (formulas.length < 2) return
  const prose = proseOf(text)
  for (const [i, premise] of formulas.entries()) {
    const claim = formulas[i + 1]
    if (!claim) return
    const said = tight(text.value.slice(premise.innerStart, premise.innerEnd))
    if (!relation.test(said) || said !== tight(text.value.slice(claim.innerStart, claim.innerEnd))) continue
    const before = prose.slice(Math.max(start, premise.start - 40), premise.start)
    const between = prose.slice(premise.end, claim.start)
    const opens = words.find('premising', before).some(found => !before.slice(found.end).trim())
    const concludes = opens && isOnly(between, words.find('concluding', between))
    const because = /[^\s,，]/.test(between) && isOnly(between, words.find('premising', between))
    if (!concludes && !because) continue
    yield {
      span: sourceSpan(text, claim.start, claim.end),
      message: message('The claim is its own reason; expected one that is known before'),
    }
  }
}

/** Whether a stretch consists of some words and of commas. */
function isOnly(prose: string, found: readonly { readonly start: number; readonly end: number }[]): boolean {
  if (prose.length > 60 || prose.includes(mathMark)) return false
  let rest = ''
  let at = 0
  for (const { end, start } of found) {
    rest += prose.slice(at, start)
    at = end
  }
  return !/[^\s,，:：]/.test(rest + prose.slice(at))
}

function tight(formula: string): string {
  return formula.replace(/\s|\\[,;! ]|[.,;，。；]\s*$/g, '')
}

function formulasIn(text: Unit['text'], start: number, end: number): MathPiece[] {
  const pieces = piecesOf(text)
  const found: MathPiece[] = []
  for (let i = firstFrom(pieces, start); i < pieces.length && pieces[i]!.start < end; i++) {
    const piece = pieces[i]!
    if (piece.type === 'math') found.push(piece)
  }
  return found
}

function firstFrom(pieces: readonly { readonly start: number }[], at: number): number {
  let low = 0
  let high = pieces.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (pieces[middle]!.start < at) low = middle + 1
    else high = middle
  }
  return low
}

/** A symbol whose only meaning is given by itself. */
function* definitions(view: View): Generator<Found> {
  const { problem, solutions } = symbolsOf(view)
  for (const { places, solution } of solutions) {
    const seen = new Set(problem.map(({ letter }) => letter))
    const judged = new Set(unitsOf(solution).map(({ text }) => text))
    for (const place of places) {
      const { alone, call, doubtful, how, letter, name, text, value } = place
      const isNew = !seen.has(letter)
      seen.add(letter)
      if (!isNew || how !== 'introduced' || alone !== 'equation' || value !== 'itself') continue
      if (call || doubtful || !judged.has(text)) continue
      yield {
        span: symbolSpan(place),
        message: message('{name} is defined by itself; expected what is known before', { name }),
      }
    }
  }
}

/** Steps that cite each other, at least one of them by its number. */
function* citations(view: View, solution: Solution): Generator<Found> {
  for (const { from, span, to } of circlesInWords(view, solution)) {
    yield {
      span,
      message: message('Step {from} rests on step {to}, which rests on step {from}; expected a step without it', {
        from,
        to,
      }),
    }
  }
}
