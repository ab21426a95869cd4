import { message } from '../message.ts'
import type { Sign } from '../text/signs.ts'
import { chainsOf, placeIn } from './chain.ts'
import { contentOf, repeatsOf } from './repeats.ts'
import type { Rule } from './rule.ts'

export const noProgress: Rule = {
  id: 'no-progress',
  title: 'A step that only restates',
  severity: 'info',
  docs: `
A step that says again what the problem or one earlier step has said, with no new value, symbol or claim, spends length
without coming nearer. PRM800K has a label of its own for steps that are right and make no progress, and redundant steps
are a class of PRMBench. The evidence is of medium strength: what such a step costs in training was not measured by
itself, and only wording is compared here, so that a step may add a thought in the words of the problem.

To say what is given and asked is the work of a first step, and a conclusion may repeat its result: neither is reported.

Delete the step, or say in it what follows.
`,
  good: [
    '@problem\nTom has 12 red pens and gives 5 of them to Ann. How many are left?\n@solution\nTom has 12 red pens and gives 5 of them to Ann.\n\nSo 12 - 5 = 7 are left.\n@answer: 7\n',
    '@problem\nA?\n@solution\nLet $x + y = 10$ and $x - y = 4$ for the two ages.\n\nAdding the two for the ages gives $2x = 14$.\n\nSo $x = 7$.\n@answer: 7\n',
    '@problem\n小明有 12 支红笔，给了小红 5 支，还剩几支？\n@solution\n小明原有 12 支红笔。\n\n给了小红 5 支，还剩 12 - 5 = 7 支。\n\n答：7 支。\n@answer: 7\n',
  ],
  bad: [
    {
      text: '@problem\nTom has 12 red pens and gives 5 of them to Ann. How many are left?\n@solution\n@step\nWe subtract.\n@step derive\n«Now Tom has 12 red pens and gives 5 of them to Ann.»\n@step\nSo 7 are left.\n@answer: 7\n',
    },
    {
      text: '@problem\nA?\n@solution\nThe ages of the two brothers satisfy $x + y = 10$, and also $x - y = 4$, as given.\n\nWe add them.\n\n«So the ages of the two brothers satisfy $x - y = 4$ and $x + y = 10$.»\n\nSo $x = 7$.\n@answer: 7\n',
    },
    {
      text: '@problem\n小明有 12 支红笔，给了小红 5 支，还剩几支？\n@solution\n我们用减法来做。\n\n«小明有 12 支红笔，又给了小红 5 支。»\n\n还剩 7 支。\n@answer: 7\n',
    },
  ],
  *check({ region, words }) {
    const problem = region.example?.problem?.text
    const given = problem && saidBy(problem.value, contentOf(problem, words))
    for (const chain of chainsOf(region)) {
      const repeated = new Set(repeatsOf(region, words).map(repeat => repeat.link))
      const before: { readonly said: Said; readonly step: number }[] = []
      for (const [i, link] of chain.links.entries()) {
        const said = saidBy(link.text.value, contentOf(link.text, words, link.within))
        const isMiddle = i > 0 && i < chain.links.length - 1
        const mayRestate = link.step?.kind === 'understand' || link.step?.kind === 'conclude'
        if (isMiddle && !mayRestate && !repeated.has(link) && said.size >= least) {
          const step = given && isIn(said, given) ? 0 : before.findLast(other => isIn(said, other.said))?.step
          if (step !== undefined) {
            yield {
              span: placeIn(link, link.within),
              message:
                step === 0
                  ? message('This step only restates the problem; expected something that follows from it')
                  : message('This step only restates step {step}; expected something that follows from it', { step }),
            }
          }
        }
        if (link.number > 0) before.push({ said, step: link.number })
        if (before.length > farthest) before.shift()
      }
    }
  },
}

/** Fewer signs say too little to tell. */
const least = 6
/** So many steps back is looked. */
const farthest = 40

interface Said {
  readonly size: number
  readonly words: ReadonlySet<string>
  /** Numbers and signs of formulas, each with the sign before it. */
  readonly exact: ReadonlySet<string>
  /** Words, each with the word before it. */
  readonly pairs: ReadonlySet<string>
}

function saidBy(text: string, signs: readonly Sign[]): Said {
  const words = new Set<string>()
  const exact = new Set<string>()
  const pairs = new Set<string>()
  for (const [i, sign] of signs.entries()) {
    const before = signs[i - 1]
    if (sign.type === 'word') {
      words.add(sign.text)
      if (before?.type === 'word') pairs.add(`${before.text} ${sign.text}`)
    } else {
      exact.add(sign.text)
      const isOneFormula =
        before && before.type !== 'word' && !/\$|\\[()[\]]|[a-z]\s/.test(text.slice(before.end, sign.start))
      if (isOneFormula) exact.add(`${before.text} ${sign.text}`)
    }
  }
  return { size: signs.length, words, exact, pairs }
}

/** Nothing of the one is new beside the other, but for a few words and their order. */
function isIn(one: Said, other: Said): boolean {
  return (
    lacksFew(one.exact, other.exact, 0) &&
    lacksFew(one.words, other.words, one.words.size / 20) &&
    lacksFew(one.pairs, other.pairs, one.pairs.size / 2)
  )
}

/** Whether at most so many entries of the one are not in the other. */
function lacksFew(one: ReadonlySet<string>, other: ReadonlySet<string>, few: number): boolean {
  let lacking = 0
  for (const entry of one) if (!other.has(entry) && ++lacking > few) return false
  return true
}
