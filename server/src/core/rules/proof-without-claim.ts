import { sourceSpan } from '../format/text.ts'
import { message } from '../message.ts'
import { mathMark, sentencesOf, wordsIn } from '../text/prose.ts'
import { declaredLanguage, isForeign, type Problem, problemOf, requestsIn, type Stretch } from './problems.ts'
import type { Rule, View } from './rule.ts'

export const proofWithoutClaim: Rule = {
  id: 'proof-without-claim',
  title: 'A proof of nothing',
  severity: 'warning',
  docs: `
A proof is asked for, or given as the kind of the answer, and nothing is stated that could be proved: the claim was lost, or
the problem asks for a value. A proof without a claim cannot be judged, and a model learns to assert whatever it finds. That such
problems should go is plain; what they do to training is not measured.

State the claim: \`Prove that $n^2$ is even\`. Where a value is asked for, give it under \`@answer\` with its kind.
`,
  good: [
    '@problem\nProve that $n^2$ is even if $n$ is.\n@answer proof\n',
    '@problem\nProve the theorem of Pythagoras.\n@answer proof\n',
    '@problem\nEvery even number is a sum of two odd ones. Prove this.\n@answer proof\n',
    '@problem\nDecide whether there is a largest prime.\n@answer proof\n',
    '@problem\nFind the largest $n$, and prove that your answer is right.\n@answer: 5\n',
    '@problem\n设 $n$ 为偶数。求证：$n^2$ 是 $4$ 的倍数。\n@answer proof\n',
    '@problem\n偶数的平方是 $4$ 的倍数。请证明这一结论。\n@answer proof\n',
  ],
  bad: [
    { text: '@problem\n«Prove it.»\n@answer proof\n' },
    { text: '@problem\nLet $n$ be an even number. «Prove that»\n' },
    { text: '@problem\n«Show that the following holds.»\n@answer proof\n' },
    { text: '@problem\nHow many primes are below $10$?\n@answer «proof»\n' },
    { text: '@problem\n设 $n$ 为偶数。«证明下列结论。»\n@answer proof\n' },
    { text: '@problem\n求 $2 + 3$ 的值。\n@answer «proof»\n' },
  ],
  *check(view) {
    for (const problem of problemOf(view)) {
      if (isForeign(problem.prose, declaredLanguage(problem, view))) continue
      const empty = claimless(problem, view.words)
      if (empty) {
        yield {
          span: sourceSpan(problem.text, empty.start, empty.end),
          message: message('Nothing is stated that could be proved; expected the claim'),
        }
      } else if (problem.example.answer?.kind === 'proof' && !view.words.has('proof-request', problem.prose)) {
        const { kind } = problem.example.answer
        yield {
          span: problem.example.answer.directive.word?.span ?? problem.example.answer.directive.nameSpan,
          message: message(
            'The answer is a {kind}, and the problem states no claim; expected "Prove that …", or the answer',
            { kind },
          ),
        }
      }
    }
  },
}

/** A request for a proof with no claim behind it, nor anywhere before. */
function claimless(problem: Problem, words: View['words']): Stretch | undefined {
  const { prose, text } = problem
  const request = words.find('prove', prose)[0]
  if (!request || hasContent(prose.slice(request.end), words)) return undefined
  const before = sentencesOf(text).filter(({ end }) => end <= request.start)
  const claims = before.some(({ start, end }) => words.find('definition', prose.slice(start, end))[0]?.start !== 0)
  const asks = requestsIn(problem, words).some(({ start }) => start < request.start)
  return claims || asks ? undefined : { start: request.start, end: prose.trimEnd().length }
}

/** Whether a prose says anything by itself: a formula, or a word that does not point elsewhere. */
function hasContent(prose: string, words: View['words']): boolean {
  let own = prose
  for (const { start, end } of words.find('back-reference', prose)) {
    own = own.slice(0, start) + ' '.repeat(end - start) + own.slice(end)
  }
  return own.includes(mathMark) || !wordsIn(own).next().done
}
