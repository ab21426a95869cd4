import type { Solution } from '../format/document.ts'
import { message } from '../message.ts'
import { proseOf } from '../text/prose.ts'
import { type SymbolPlace, symbolSpan, symbolsOf } from '../text/symbols.ts'
import type { Rule, View } from './rule.ts'
import { type Unit, unitAt, unitsOf, wordsOf } from './units.ts'

export const undefinedSymbol: Rule = {
  id: 'undefined-symbol',
  title: 'A symbol that is not introduced',
  severity: 'warning',
  docs: `
A symbol is used as if it were known, and neither the problem nor the solution says what it stands for. ROSCOE and
PRMBench count what comes from nowhere among the errors of reasoning; how much it costs in training has not been
measured, so the evidence is medium. Mostly a sentence was lost, or a step comes from another solution. Not reported are
letters that stand for something the text names (\`r\` where it speaks of a radius), symbols in a law that holds for any,
labels of a drawing, constants and units.

Say what the symbol stands for where it is first used: \`Let $k$ be the number of rows\`, or \`where $k$ is an integer\`.
`,
  good: [
    '@problem\nFind $x$.\n@solution\nSo $x^2 = 4$.\n',
    '@solution\nLet $k$ be even. The form is $2m$. For all $q$, $q > 1$. We have $t = 3$, so $t^2 = 9$.\n',
    '@problem\nA circle has radius 3.\n@solution\nThe area is $\\pi r^2$.\n',
    '@solution\nBy the formula $(u + v)^2 = u^2 + 2uv + v^2$, yes. By Euler, $e^{i\\pi} = -1$.\n',
    '@solution\nA regular $n$-gon has a $k^\\text{th}$ side. Team Q won $P(A) = 1$ and $5m$.\n',
    '@solution\nWe look for $n$ such that $3n = 6$. The sum is $\\sum_{k=1}^{3} k$.\n',
    '@solution\n[asy]label("$A$", (0,0));[/asy] So $A + 1 > 0$.\n',
    '@solution\n因为 $f(x) = x + 1$，其中 $x > 0$，所以 $f(x) > 1$。设 $a$、$b$ 为整数，则 $ab > 0$。求使得 $m > 3$ 的数 $m$。\n',
    '@solution\n它的重力是 $3g \\text{ N}$。\n',
  ],
  bad: [
    { text: '@problem\nFind $x$.\n@solution\nThen $3«k» + 1 = x$, so $k = 2$.\n' },
    { text: '@problem\n求 $x$。\n@solution\n@step\n由此 $x = 3«k» + 1$。\n@step\n于是 $2k + x > 0$。\n' },
    { text: '@problem\nFind the sum.\n@solution\n@step\nIt is $4$.\n@step\nSo $«P»Q = 3$.\n' },
  ],
  *check(view) {
    const { example } = view.region
    if (!example) return
    const { problem, solutions } = symbolsOf(view)
    const given = new Set(problem.map(({ letter }) => letter))
    const figure = problem.some(({ how, run }) => run !== undefined || how === 'drawn')
    for (const { places, solution } of solutions) {
      const unknown = unknownIn(places, given)
      if (!unknown.size) continue
      const units = unitsOf(solution)
      const named = initialsOf(view, solution)
      const runs = new Set<string>()
      const hasUnits = unit.test(view.region.text)
      for (const [letter, all] of unknown) {
        if (named.has(letter.toLowerCase()) || matrices.has(letter) || (hasUnits && physical.has(letter))) continue
        if (all.some(place => !isMissing(view, place, units, figure))) continue
        const [first] = all
        // Of points that are named together, one will do.
        if (first!.run !== undefined && runs.has(first!.run)) continue
        if (first!.run !== undefined) runs.add(first!.run)
        yield {
          span: symbolSpan(first!),
          message: message('{name} is not introduced; expected what it stands for', {
            name: first!.run ?? first!.name,
          }),
        }
      }
    }
  },
}

/** The identity matrix. */
const matrices = new Set(['I', 'E'])
/** Constants of physics, where there are units. */
const physical = new Set(['g', 'c', 'h', 'k', 'G', 'R', 'N', '\\epsilon', '\\mu', '\\sigma'])
const unit = /\\(?:text|mathrm)\{[^{}]{0,9}\b(?:m|s|kg|N|J|W|K|V|A|C|Pa|Hz|mol|eV)\b/

function unknownIn(places: readonly SymbolPlace[], given: ReadonlySet<string>): Map<string, SymbolPlace[]> {
  const unknown = new Map<string, SymbolPlace[]>()
  for (const place of places) {
    if (given.has(place.letter)) continue
    const list = unknown.get(place.letter)
    if (list) list.push(place)
    else unknown.set(place.letter, [place])
  }
  return unknown
}

/** `r` is the radius, where a radius is spoken of. */
function initialsOf({ region, words }: View, solution: Solution): Set<string> {
  const texts = [region.example!.problem, solution, ...solution.steps].flatMap(part => (part ? [part.text] : []))
  return new Set(texts.flatMap(text => words.find('naming', proseOf(text)).map(found => found.text[0]!.toLowerCase())))
}

/** Whether a symbol is used at a place as one that is known. */
function isMissing({ words }: View, place: SymbolPlace, units: readonly Unit[], figure: boolean): boolean {
  const { doubtful, end, how, run, start, text } = place
  if (how !== 'used' || doubtful || (run && figure)) return false
  const unit = units[unitAt(units, text, start) ?? -1]
  if (!unit) return false
  const after = text.value.slice(end, end + 16)
  // `P(A)`, `n$-gon`, `k^\text{th}`
  if (/^[A-Z]/.test(place.letter) && /^\s*(?:\\left|\\big)?\s*[([]/.test(after)) return false
  if (/^(?:\^?\{?\s*\\(?:text|mathrm)|\$-)/.test(after)) return false
  // A letter in prose, as in "team X".
  if (place.alone === 'statement' && proseOf(text)[start] === place.letter) return false
  return !wordsOf(words, 'general', unit).length
}
