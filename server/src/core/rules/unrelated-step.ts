import { sourceSpan } from '../format/text.ts'
import { boxes } from '../math/final-answer.ts'
import { message } from '../message.ts'
import { proseOf } from '../text/prose.ts'
import type { Rule } from './rule.ts'
import { firstLine, type Kind, kinds, type Unit, unitsIn } from './topics.ts'

export const unrelatedStep: Rule = {
  id: 'unrelated-step',
  title: 'A step that has nothing to do with the rest',
  severity: 'warning',
  docs: `
A step shares next to nothing with the problem and with the other steps: no words of its story, no symbols, no numbers, no
pieces of formulas. That is what a step of another problem looks like, or information that does not belong there, which
ROSCOE counts as hallucination and ReasonEval as redundancy. Chains with such steps teach a model to wander off. That they
harm is well supported; that a step is one is told from what it shares: less than a third of what it speaks of. The numbers
were chosen on MATH and GSM8K, where a step of another problem put in is found 7 of 10 and 19 of 20 times.

Delete the step, or say what it has to do with the problem.
`,
  good: [
    '@problem\nAnna has 12 apples and eats 4 of them.\n@solution\nAnna had 12 apples.\nShe ate 4 of the apples.\n12 - 4 = 8 apples are left.\n',
    '@problem\nSolve $x^2 - 5x + 6 = 0$.\n@solution\nWe factor the quadratic.\n\nBy Vieta, $(x-2)(x-3) = 0$.\n\nSo $x = 2$ or $x = 3$.\n',
    '@problem\nAnna has 12 apples.\n@solution\n@step\nAnna has them.\n@step {#a}\nHalving keeps the parity of layers.\n@step\nBy [#a], Anna is done.\n',
  ],
  bad: [
    {
      text: '@problem\nAnna has 12 apples and eats 4 of them.\n@solution\nAnna had 12 apples.\n«The train to Lisbon needs 95 minutes for the journey.»\n12 - 4 = 8 apples are left.\n',
    },
    {
      text: '@problem\n小明有 12 个苹果，吃了 4 个。\n@solution\n小明原有 12 个苹果。\n\n«火车每小时行驶 95 千米。»\n\n$12 - 4 = 8$，还剩 8 个苹果。\n',
    },
    {
      text: '@problem\nSolve $x^2 - 5x + 6 = 0$.\n@solution\n@step\nFactoring, $(x-2)(x-3) = 0$.\n@step\n«Hence $\\angle BAC = \\frac{1}{2} \\angle BOC$ by the inscribed angle theorem.»\n@step\nSo $x = 2$ or $x = 3$.\n',
    },
  ],
  *check({ region, words }) {
    for (const unit of unitsIn(region, words)) {
      if (!unit.inner || unit.linked || !isUnrelated(unit)) continue
      const prose = proseOf(unit.text).slice(unit.within.start, unit.within.end)
      // A drawing alone, the answer, or a remark that says it is one.
      if (prose.trim() === '' || boxes(said(unit)).length || words.find('remarking', prose)[0]?.start === 0) continue
      const line = firstLine(unit)
      yield {
        span: sourceSpan(unit.text, line.start, line.end),
        message: message('This shares nothing with the problem and the other steps; expected a step of this solution'),
      }
    }
  },
}

function said({ text, within }: Unit): string {
  return text.value.slice(within.start, within.end)
}

/** How much each kind of evidence counts, shared and not. */
const weights: Readonly<Record<Kind, readonly [shared: number, own: number]>> = {
  words: [1, 1],
  terms: [0.5, 0.3],
  symbols: [0.7, 0.7],
  numbers: [1, 1],
  formulas: [0.5, 0.5],
}
/** Pieces of formulas come by the dozen. */
const mostFormulas = 4
/** Most that a step may share, and most of all it speaks of that this may be; least that it must have for itself. */
const mostShared = 3
const mostShare = 0.3
const leastOwn = 1.5

function isUnrelated({ own, shared }: Unit): boolean {
  let [common, alone] = [0, 0]
  for (const kind of kinds) {
    const most = kind === 'formulas' ? mostFormulas : Number.POSITIVE_INFINITY
    common += weights[kind][0] * Math.min(shared[kind], most)
    alone += weights[kind][1] * Math.min(own[kind], most)
  }
  return alone >= leastOwn && common <= mostShared && common <= mostShare * (common + alone)
}
