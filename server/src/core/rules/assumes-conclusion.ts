import { sourceSpan, type Text } from '../format/text.ts'
import { judgedParts } from '../math/facts.ts'
import { message } from '../message.ts'
import { piecesOf } from '../text/pieces.ts'
import { proseOf, sentencesOf, wordsIn } from '../text/prose.ts'
import { type Problem, problemOf, type Stretch } from './problems.ts'
import type { Rule, View } from './rule.ts'

export const assumesConclusion: Rule = {
  id: 'assumes-conclusion',
  title: 'A proof that assumes its claim',
  severity: 'warning',
  docs: `
The claim that is to be proved stands behind a word such as \`since\` before anything has led to it: the proof begs the question.
PRMBench lists circular logic among the errors of reasoning steps, and a model that is trained on such a proof learns to
give the claim as its own reason. The evidence is strong. Only the claim itself is recognised, word for word or sign for
sign, where it stands for the first time; that a proof assumes it in other words is not seen.

Start from what is given. Where the claim is only restated, say so: \`We want to show that …\`, \`It suffices that …\`.
`,
  good: [
    '@problem\nProve that $a > b$.\n@solution\nWe want to show that $a > b$. As $c > 0$, it is.\n@answer proof\n',
    '@problem\nProve that $a > b$.\n@solution\n@step\nAdding $c$ gives $a > b$.\n@step\nSince $a > b$, we are done.\n@answer proof\n',
    '@problem\nProve that $a \\le b$.\n@solution\nSuppose the contrary. Since $a > b$, there is a contradiction.\n@answer proof\n',
    '@problem\nProve that if $a > b$, then $a^2 > b^2$ for positive $a$ and $b$.\n@solution\nSince $a > b$, also $a^2 > ab > b^2$.\n@answer proof\n',
    '@problem\nProve that the sum of two odd numbers is even.\n@solution\nSince the sum of two odd numbers $2a + 1$ and $2b + 1$ is $2(a + b + 1)$, it is even.\n@answer proof\n',
    '@problem\n求证：$a > b$。\n@solution\n要证 $a > b$，由 $a > b$ 的定义，只需证 $a - b > 0$。\n@answer proof\n',
  ],
  bad: [
    {
      text: '@problem\nProve that $a^2 + b^2 \\ge 2ab$.\n@solution\nSince «$a^2 + b^2 \\geq 2ab$», the claim follows.\n@answer proof\n',
    },
    {
      text: '@problem\nProve that the sum of two odd numbers is even.\n@solution\n@step\nLet $m$ and $n$ be odd.\n@step\nBecause the «sum of two odd numbers is even», $m + n$ is even.\n@answer proof\n',
    },
    {
      text: '@problem\nLet $n^2$ be even. Show that $n$ is even.\n@solution\nWe know that «$n$ is even», so $n = 2k$.\n@answer proof\n',
    },
    {
      text: '@problem\n设 $a, b$ 为正数。求证：$a + b \\ge 2\\sqrt{ab}$。\n@solution\n因为 «$a + b \\ge 2\\sqrt{ab}$»，所以命题成立。\n@answer proof\n',
    },
    {
      text: '@problem\n证明：两个奇数之和是偶数。\n@solution\n由于«两个奇数之和是偶数»，$m + n$ 是偶数。\n@answer proof\n',
    },
  ],
  *check(view) {
    for (const problem of problemOf(view)) {
      const goal = goalOf(problem, view.words)
      if (!goal) continue
      for (const solution of problem.example.solutions) {
        const at = premise(judgedParts(solution), goal, view.words)
        if (!at) continue
        yield {
          span: sourceSpan(at.text, at.start, at.end),
          message: message('What is to be proved is used as a reason here; expected it to be derived first'),
          related: [{ span: sourceSpan(problem.text, goal.start, goal.end), message: message('This is to be proved') }],
        }
      }
    }
  },
}

interface Token extends Stretch {
  readonly text: string
  readonly formula: boolean
}

interface Goal extends Stretch {
  readonly tokens: readonly string[]
}

/** The claim behind "Prove that", without the conditions it holds under. */
function goalOf({ prose, text }: Problem, words: View['words']): Goal | undefined {
  const request = words.find('prove', prose)[0]
  if (!request) return undefined
  const sentence = sentencesOf(text).find(({ start, end }) => start <= request.start && request.start < end)
  if (!sentence) return undefined
  let [from, to] = [request.end, sentence.end]
  const claim = prose.slice(from, to)
  // Nothing is known of what is a condition and what a consequence in "if and only if".
  if (words.has('equivalence', claim)) return undefined
  const [condition] = words.find('condition', claim)
  if (condition) {
    const consequence = words.find('consequence', claim).find(({ start }) => start > condition.end)
    const comma = /[,，]/.exec(claim.slice(condition.end))
    if (consequence) from += consequence.end
    else if (claim.slice(0, condition.start).trim() !== '') to = from + condition.start
    else if (comma) from += condition.end + comma.index + 1
    else return undefined
  }
  const tokens = tokensIn(text, from, to, words)
  const [first, last] = [tokens[0], tokens.at(-1)]
  if (!first || !last || !isClaim(tokens)) return undefined
  return { start: first.start, end: last.end, tokens: tokens.map(token => token.text) }
}

function isClaim(tokens: readonly Token[]): boolean {
  if (tokens.length === 1) return tokens[0]!.formula && relation.test(tokens[0]!.text)
  return tokens.length >= (tokens.some(token => token.formula) ? 3 : 4)
}

const relation = /[=<>≤≥≠≡∣|]|\\(?:leq?|geq?|neq?|equiv|mid|in|subset|parallel|perp|cong|sim|lt|gt)(?![a-zA-Z])/

/** Where the claim stands behind a word of reason, if it stands nowhere before. */
function premise(
  parts: ReturnType<typeof judgedParts>,
  { tokens }: Goal,
  words: View['words'],
): (Stretch & { readonly text: Text }) | undefined {
  for (const { text, within } of parts) {
    const own = tokensIn(text, within.start, within.end, words)
    for (const at of occurrences(own, tokens)) {
      const [first, last] = [own[at]!, own[at + tokens.length - 1]!]
      const sentence = sentencesOf(text, within).find(({ start, end }) => start <= first.start && last.end <= end)
      if (!sentence) continue
      const said = proseOf(text).slice(sentence.start, sentence.end)
      if (words.has('aim', said)) continue
      const before = own[at - 1]?.end ?? 0
      const isReason = words
        .find('grounding', said)
        .some(({ end }) => before <= sentence.start + end && sentence.start + end <= first.start)
      return isReason ? { text, start: first.start, end: last.end } : undefined
    }
  }
  return undefined
}

function* occurrences(tokens: readonly Token[], sought: readonly string[]): Generator<number> {
  for (let i = 0; i + sought.length <= tokens.length; i++) {
    if (sought.every((text, j) => tokens[i + j]!.text === text)) yield i
  }
}

/** The words and formulas of a stretch, so written that the same thing is written in the same way. */
function tokensIn(text: Text, from: number, to: number, words: View['words']): Token[] {
  const tokens: Token[] = []
  const prose = proseOf(text).slice(from, to)
  const fillers = new Set<number>()
  for (const { start, end } of words.find('claim-filler', prose)) for (let at = start; at < end; at++) fillers.add(at)
  for (const { start, text: word } of wordsIn(prose)) {
    if (!fillers.has(start))
      tokens.push({ text: word.toLowerCase(), start: from + start, end: from + start + word.length, formula: false })
  }
  for (const piece of piecesOf(text)) {
    if (piece.type !== 'math' || piece.start < from || piece.end > to) continue
    const source = text.value
      .slice(piece.innerStart, piece.innerEnd)
      .replace(/\\(ge|le|ne)q(?![a-zA-Z])/g, '\\$1')
      .replace(
        /\\(?:left|right|big|Big|displaystyle)(?![a-zA-Z])|\\[,;:!]|\\q?quad(?![a-zA-Z])|\s|[.,;。，；]\s*$/g,
        '',
      )
    tokens.push({ text: source, start: piece.start, end: piece.end, formula: true })
  }
  return tokens.sort((a, b) => a.start - b.start)
}
