import { sourceSpan } from '../format/text.ts'
import { kindOf } from '../math/answers.ts'
import { message } from '../message.ts'
import { sentencesOf } from '../text/prose.ts'
import { type Problem, problemOf, requestsIn, type Stretch } from './problems.ts'
import type { Rule, View } from './rule.ts'
import { isProof } from './solutions.ts'

export const multiPart: Rule = {
  id: 'multi-part',
  title: 'A problem in several parts',
  severity: 'warning',
  docs: `
The problem asks several things and has one answer: a grader compares the answer to one part with a reply to another, and
whether a reply that answers the last part alone is right is anybody's guess. Big-Math (arXiv 2502.17387) and OpenThoughts drop
such problems, s1 (arXiv 2501.19393) those whose parts are numbered inconsistently. The evidence is strong that they
should not be graded so; what they do to training is not measured.

Make an example of each part, with what it needs of the parts before, or ask for one thing that holds all: \`Find the pair
$(a, b)$\`. Conditions, statements and options may be numbered; proofs may have parts.
`,
  good: [
    '@problem\nA sequence is good if\n\n(i) its first term is $1$, and\n\n(ii) it grows.\n\nFind the number of good sequences.\n@answer: 5\n',
    '@problem\nThe area is $x$. What is $x$? It can be written in the form $\\frac{m}{n}$. What is $m + n$?\n@answer: 5\n',
    '@problem\nHow many are red, and how many are blue? What is the sum of both?\n@answer tuple: (2, 3)\n',
    '@problem\nBob asks "Can you see it?" How often does he ask?\n@answer: 1\n',
    '@problem\nHow many functions are there? That is, how many tables can be written?\n@answer: 4\n',
    '@problem\n(a) Prove that $n$ is even.\n\n(b) Prove that $n$ is no prime.\n@answer proof\n',
    '@problem\n给出三个命题：（1）$a > b$；（2）$b > c$；（3）$a > c$。其中真命题有几个？\n@answer: 2\n',
    '@problem\nWhich of these is odd?\n\n(A) What Ann has\n\n(B) What Ben has\n@answer choice: A\n',
  ],
  bad: [
    { text: '@problem\nLet $x = 3$. (a) Find $2x$. «(b)» Find $3x$.\n@answer: 6\n' },
    { text: '@problem\n1. How many red ones are there?\n«2.» How many blue ones are there?\n@answer: 6\n' },
    { text: '@problem\nAnn has $3$ and Ben has $4$. How many have both? «How many more has Ben?»\n@answer: 7\n' },
    { text: '@problem\n已知 $x = 3$。（1）求 $2x$；«（2）»求 $3x$。\n@answer: 6\n' },
    { text: '@problem\n第(1)问：求 $2x$；«第(2)问»：$3x$。\n@answer: 6\n' },
    { text: '@problem\n最多可以分成几份？«每份有多少个？»\n@answer: 6\n' },
  ],
  *check(view) {
    for (const problem of problemOf(view)) {
      if (isProof(problem.example)) continue
      const requests = requestsIn(problem, view.words)
      const [, second] = askingParts(problem, requests)
      if (second) {
        yield {
          span: sourceSpan(problem.text, second.start, second.end),
          message: message(
            'The problem has several parts, and one answer is expected; expected one question in each example',
          ),
        }
        continue
      }
      const questions = severalQuestions(problem, view.words)
      if (!questions) continue
      yield {
        span: sourceSpan(problem.text, questions.start, questions.end),
        message: message(
          'A second question is asked, and one answer is expected; expected one question in each example',
        ),
      }
    }
  },
}

interface Part extends Stretch {
  readonly style: string
  readonly number: number
  /** Where its own text ends. */
  readonly textEnd: number
}

const label =
  /(?<=^|\\n|[\s。．.;；:：，,?？)）\ufffc])(?:(?:[Pp]art|第)\s?)?(?:[(（]\s?(?:([a-h])|([ivx]{1,4})|(\d{1,2})|([一二三四五六]))\s?[)）](?:小?[问题])?|([①-⑨])|(?<=(?:^|\n)[ \t]{0,8})(?:(?:[Ss]ubproblem|[Pp]roblem|[Qq]uestion|[Tt]ask|[Pp]art)\s(\d{1,2})(?=[.:])|(?:([a-h])|(\d{1,2})|([一二三四五六]))[.)．、](?=\s|[^\d\s])))/g

const roman = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x']

/** The labelled parts that go on from 1. */
function labelledParts({ prose, text }: Problem): Part[] {
  const styles = new Map<string, (Stretch & { number: number })[]>()
  for (const match of prose.matchAll(label)) {
    for (const [style, number] of readings(match)) {
      const list = styles.get(style) ?? []
      styles.set(style, list)
      // The first may be 0.
      if (number === (list.at(-1)?.number ?? 0) + 1 || (number === 0 && !list.length))
        list.push({ start: match.index, end: match.index + match[0].length, number })
    }
  }
  const [style, list] = [...styles].sort((a, b) => b[1].length - a[1].length)[0] ?? ['', []]
  return list.map((part, i) => {
    const paragraph = text.value.indexOf('\n\n', part.end)
    return { ...part, style, textEnd: list[i + 1]?.start ?? (paragraph < 0 ? prose.length : paragraph) }
  })
}

function* readings(match: RegExpExecArray): Generator<[style: string, number: number]> {
  const [, letter, numeral, digits, chinese, circled, named, letterOfLine, digitsOfLine, chineseOfLine] = match
  const lower = letter ?? letterOfLine ?? numeral ?? ''
  if (named) yield ['named', Number(named)]
  if (letter || letterOfLine) yield [letter ? '(a)' : 'a.', lower.charCodeAt(0) - 96]
  if (roman.includes(lower)) yield ['(i)', roman.indexOf(lower) + 1]
  if (digits ?? digitsOfLine) yield [digits ? '(1)' : '1.', Number(digits ?? digitsOfLine)]
  if (chinese ?? chineseOfLine) yield ['一', '一二三四五六'.indexOf((chinese ?? chineseOfLine)!) + 1]
  if (circled) yield ['①', circled.charCodeAt(0) - 0x245f]
}

/** The labelled parts that ask something; where the first one opens with a request, the second asks for the same. */
function askingParts(problem: Problem, requests: readonly Stretch[]): Part[] {
  const parts = labelledParts(problem)
  if (parts.length < 2) return []
  const asking = parts.filter(part => requests.some(({ start }) => part.end <= start && start < part.textEnd))
  if (asking.length >= 2) return asking
  const opens = requests.some(
    ({ start }) => start >= parts[0]!.end && /^[\s:：]*$/.test(problem.prose.slice(parts[0]!.end, start)),
  )
  return asking[0] === parts[0] && opens ? parts : []
}

const several: ReadonlySet<string | undefined> = new Set(['tuple', 'set', 'matrix', 'interval', 'text', 'proof'])

/** The second of several questions, where the answer is one value. */
function severalQuestions({ example, prose, text }: Problem, words: View['words']): Stretch | undefined {
  const value = example.answer?.text.value ?? ''
  const kind = example.answer?.kind ?? (value.length < longest ? kindOf(value) : undefined)
  if (several.has(kind) || /[,;，；、]/.test(value)) return undefined
  const asks = ({ start, end }: Stretch): boolean => /[?？][)）$\s]*$/.test(text.value.slice(start, end))
  const [first, ...more] = sentencesOf(text).filter(asks)
  return more.find(({ start, end }) => {
    const own = prose.slice(start, end)
    // `The answer is m/n. What is m + n?`
    const isFollowed = words.find('same-question', own)[0]?.start === 0
    return !isFollowed && !words.has('answer-form', prose.slice(first!.end, start))
  })
}

const longest = 200
