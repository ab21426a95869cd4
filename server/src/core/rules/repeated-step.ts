import type { Region } from '../format/document.ts'
import { sourceOffset } from '../format/text.ts'
import { type Message, message } from '../message.ts'
import { type Edit, type Span, span } from '../span.ts'
import { type Link, placeIn } from './chain.ts'
import { type Repeat, repeatsOf } from './repeats.ts'
import type { Fix, Rule } from './rule.ts'

export const repeatedStep: Rule = {
  id: 'repeated-step',
  title: 'A step, sentence or row that was there before',
  severity: 'warning',
  docs: `
A chain that says the same thing twice teaches a model to spend its length on repetition. The evidence is strong:
repetition is one of the errors that ROSCOE measures, redundant steps are a class of PRMBench, and Open-R1 trains with a
penalty on it.

Two steps, sentences or rows of a formula are the same where their words, numbers and formulas are, however they are
typed and whatever connects them to the sentence before; of longer ones, with the same numbers and formulas, a few words
may differ. Other numbers make another step, and cases that run alike are left alone. In a solution by cases a short
sentence may stand again.

Delete the copy, or write what it was meant to add.
`,
  good: [
    '@problem\nA?\n@solution\n@step\nAdd $2$ to get $4$.\n@step\nAdd $2$ to get $6$.\n@answer: 6\n',
    '@problem\nA?\n@solution\nCase 1: If $a = 1$, then $b = 4 - 1 = 3$.\n\nCase 2: If $a = 2$, then $b = 4 - 2 = 2$.\n@answer: 6\n',
    '@problem\nA?\n@solution\nCase 1: $x$ is even. There is no solution here.\n\nCase 2: $x$ is odd. There is no solution here.\n@answer: 0\n',
    '@problem\nA?\n@solution\nSo $a + b + c = 6$ if the first digit of it is odd.\n\nSo $a + b + c = 6$ if the first digit of it is even.\n@answer: 6\n',
    '@problem\nA?\n@solution\nSo $x = 5$.\n\nThe answer is $\\boxed{5}$.\n@answer: 5\n',
    '@problem\nA?\n@solution\n[asy]\ndraw(a);\ndraw(a);\n[/asy]\nRun `f(3)` first.\n\nRun `f(4)` first.\n@answer: 5\n',
    '@problem\nA?\n@solution\n$$\\begin{pmatrix} 0 & 0 \\\\ 0 & 0 \\end{pmatrix}$$\n@answer: 5\n',
    '@problem\n问？\n@solution\n@step case\n若 $a = 1$，则 $b = 3$，不合题意。\n@step case\n若 $a = 2$，则 $b = 2$，不合题意。\n@answer: 5\n',
    '@problem\nA?\n@solution flawed\n@step\nIt is $4$, I say.\n@step\nIt is $4$, I say.\n@error: It is $5$\n@answer: 5\n',
  ],
  bad: [
    {
      text: '@problem\nA?\n@solution\n@step\nAdd $2$ to get $4$.\n@step\n«Add $2$ to get $4$.»\n@step\nSo $4$.\n@answer: 4\n',
      fixed: '@problem\nA?\n@solution\n@step\nAdd $2$ to get $4$.\n@step\nSo $4$.\n@answer: 4\n',
    },
    {
      text: '@problem\nA?\n@solution\nHe has 3*4 = 12 pens.\nShe has 12/2 = 6.\n«He has 3 * 4 = 12 pens»\n@answer: 6\n',
      fixed: '@problem\nA?\n@solution\nHe has 3*4 = 12 pens.\nShe has 12/2 = 6.\n@answer: 6\n',
    },
    {
      text: '@problem\nA?\n@solution\nBy symmetry $x = \\dfrac{1}{2}$. «Thus, by symmetry, $x = \\frac12$.» We are left with $y$.\n@answer: 6\n',
      fixed: '@problem\nA?\n@solution\nBy symmetry $x = \\dfrac{1}{2}$. We are left with $y$.\n@answer: 6\n',
    },
    {
      text: '@problem\nA?\n@solution\n@step\nThe roots of $x^2 - 5x + 6 = 0$ are whole numbers, namely two and three.\n@step\n«So the roots of $x^2-5x+6=0$ are simply whole numbers, namely two and three.»\n@answer: 6\n',
    },
    {
      text: '@problem\n问？\n@solution\n由勾股定理，$c = 5$。\n\n于是面积为 $6$。\n\n«所以由勾股定理，$c=5$。»\n@answer: 6\n',
      fixed: '@problem\n问？\n@solution\n由勾股定理，$c = 5$。\n\n于是面积为 $6$。\n@answer: 6\n',
    },
    {
      text: '@problem\nA?\n@solution\n**Step 1:** Add $2$ to $3$.\n\n«**Step 2:** Add $2$ to $3$.»\n@answer: 5\n',
      fixed: '@problem\nA?\n@solution\n**Step 1:** Add $2$ to $3$.\n@answer: 5\n',
    },
    {
      text: '@problem\nA?\n@solution\n\\begin{align*}\nx &= 1 + 2\\\\\n«x &= 1+2»\\\\\n&= 3\n\\end{align*}\n@answer: 3\n',
    },
  ],
  *check({ region, words }) {
    for (const repeat of repeatsOf(region, words)) {
      const fix = deletion(region, repeat)
      yield {
        span: placeIn(repeat.link, repeat.copy),
        message: whatIsSaid(repeat),
        related: [{ span: placeIn(repeat.first.link, repeat.first.place), message: message('It stands here first') }],
        ...(fix && { fixes: [fix] }),
      }
    }
  },
}

function whatIsSaid({ extent, first, link, nearly }: Repeat): Message {
  if (extent === 'row') return message('This row stands in the formula already; expected each once')
  const step = first.link.number
  if (step === link.number || step === 0) {
    return extent === 'step'
      ? message('This step was said before; expected something new')
      : message('This was said before; expected something new')
  }
  if (nearly) return message('This says nearly the same as step {step}; expected something new', { step })
  return extent === 'step'
    ? message('This step repeats step {step}; expected something new', { step })
    : message('This repeats a part of step {step}; expected something new', { step })
}

/** Deletes the copy, with its directive where it is all of an authored step. */
function deletion(region: Region, { copy, extent, link, nearly }: Repeat): Fix | undefined {
  if (nearly || extent === 'row') return undefined
  const { step } = link
  if (extent === 'step' && step) {
    const { directive, label, checks, hints, errors } = step
    if (checks.length || hints.length || errors.length) return undefined
    if (label && region.text.includes(`[#${label.text}]`)) return undefined
    const edit: Edit = { span: span(directive.line.start, directive.body.end), text: '' }
    return { title: message('Delete the step'), edits: [edit] }
  }
  const place = placeIn(link, copy)
  if (region.comments.some(({ start, end }) => start < place.end && end > place.start)) return undefined
  return {
    title: extent === 'step' ? message('Delete the step') : message('Delete the sentence'),
    edits: [{ span: withBlanks(link, copy), text: '' }],
  }
}

/** Where a stretch stands with the blanks before it; at the start of a text, with those behind. */
function withBlanks(link: Link, copy: Span): Span {
  const { value } = link.text
  const place = placeIn(link, copy)
  const before = value.slice(0, copy.start).trimEnd().length
  if (before > 0) return span(sourceOffset(link.text, before - 1) + 1, place.end)
  const behind = value.slice(copy.end)
  const next = copy.end + behind.length - behind.trimStart().length
  return span(place.start, next < value.length ? sourceOffset(link.text, next) : place.end)
}
