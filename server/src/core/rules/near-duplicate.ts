import type { Twin } from '../dataset/problems.ts'
import { message } from '../message.ts'
import type { DocumentView, FoundInDocument, Related, Rule } from './rule.ts'

export const nearDuplicate: Rule = {
  id: 'near-duplicate',
  title: 'Two problems that are nearly the same',
  severity: 'warning',
  asksFor: 'likes',
  docs: `
A problem that stands twice counts twice, takes the place of another one, and is known already if one of the two is in the
test split. s1, Open-R1 and OpenThoughts removed such problems before training; with some hundred examples in all, each counts.

Problems are compared with all others of the data set by their runs of three words: case, blanks, punctuation and ways of
writing a formula do not count, Chinese counts by characters. Two are nearly the same if they have half of the runs in common
(\`dedup.threshold\`) and all of their numbers. In GSM8K, MATH and OlympiadBench no two different problems have a third in common
and the same numbers; of problems in which one word in twenty was changed, nearly all still have a half
([measured](../../../../test/bench/README.md)). What differs in its numbers is another problem, of which
[number-variant](#number-variant) may speak.

Delete one of the two, or make it another problem.
`,
  good: [
    '@example a\n@problem\nTom has $3$ bags of $4$ apples. How many apples has he?\n@example b\n@problem\nTom has $5$ bags of $4$ apples. How many apples has he?\n',
    '@example a\n@problem\nIn how many ways can six people sit at a round table?\n@example b\n@problem\nIn how many ways can six letters be put into six envelopes?\n',
    '@example a\n@problem\n\n@example b\n@problem\n',
  ],
  bad: [
    {
      text: '@example a\n@problem\n«Tom has $3$ bags of $4$ apples. How many apples has he in all?»\n@example b\n@problem\n«Tim has \\(3\\) bags of \\(4\\) apples: how many apples has he, in all?»\n',
    },
    {
      text: '@example a\n@problem\n«求函数 $f(x)=x^2-2x$ 在区间 $[0,3]$ 上的最大值。»\n@example b\n@problem\n«求 $f(x)=x^{2}-2x$ 在区间 $[0, 3]$ 上的最大值»\n',
    },
  ],
  checkDocument: view =>
    likesIn(view, true, (twin, percent) =>
      percent === 100
        ? message('The problem is that of "{id}"; expected one of its own', { id: idOf(twin) })
        : message('The problem is nearly that of "{id}", the same to {percent} %; expected one of its own', {
            percent,
            id: idOf(twin),
          }),
    ),
}

const relatedLimit = 5

/** Problems with twins, of those that have the same numbers or of those that do not. */
export function* likesIn(
  { document, facts: { likes } }: DocumentView,
  sameNumbers: boolean,
  say: (twin: Twin, percent: number) => FoundInDocument['message'],
): Generator<FoundInDocument> {
  if (!likes?.size) return
  for (const [i, region] of document.regions.entries()) {
    const twins = likes.get(region)?.filter(twin => twin.sameNumbers === sameNumbers)
    if (!twins?.length) continue
    yield {
      region: i,
      span: region.example!.problem!.text.span,
      message: say(twins[0]!, percentOf(twins[0]!.share)),
      related: twins.slice(0, relatedLimit).map(relatedTo),
    }
  }
}

function relatedTo({ place, share }: Twin): Related {
  return {
    span: place.region.example!.problem!.text.span,
    message: message('{percent} % the same', { percent: percentOf(share) }),
    place,
  }
}

function idOf({ place }: Twin): string {
  return place.region.example?.id?.text ?? 'an example without id'
}

/** What is not all is not 100 %. */
function percentOf(share: number): number {
  return share === 1 ? 100 : Math.min(99, Math.round(100 * share))
}
