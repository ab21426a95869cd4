import { message } from '../message.ts'
import type { Facts, Rule } from './rule.ts'

const problem = 'Tom has $3$ bags of $4$ apples and eats $2$. How many apples are left?'
const example = `@example a\n@problem\n${problem}\n@solution\n`
const overlaps: Facts['overlaps'] = {
  size: 1,
  get: region => (region.text.includes(problem) ? [{ set: 'heldout.jsonl', question: 6, share: 0.93 }] : undefined),
}

export const benchmarkOverlap: Rule = {
  id: 'benchmark-overlap',
  title: 'A problem of an evaluation set',
  severity: 'warning',
  asksFor: 'overlaps',
  docs: `
Who trains on the questions of a test has no test any more. LIMO removed what overlaps with evaluation sets, s1 what has a run of 13 words in
common, Open-R1 one of 8, OpenThoughts what is alike to 95 %.

LIMO ships fingerprints of AIME 2024, AMC 2023, GSM8K (test), MATH-500, OlympiadBench, GPQA Diamond, Minerva Math and four Chinese sets:
hashes of runs of words, from which no question can be read. Runs have 13 or 8 words, fewer in short questions. A problem overlaps if it
has at least half of the runs of a question; case, blanks, punctuation, another spelling of LaTeX or one word do not hide it
([measured](../../../../test/eval/README.md), and [how it works](../dataset/FINGERPRINTS.md)). Of questions under 14 words or so more
must be the same, and all numbers.

Your own held-out files are looked at too, where \`limo.config.json\` names them: \`{"benchmarks": ["heldout/*.jsonl"]}\`.

Leave the problem out, or put it into the \`test\` split of a set that nobody trains on.
`,
  good: [example, '@example a\n'],
  bad: [{ text: example.replace(problem, `«${problem}»`), facts: { overlaps } }],
  *checkDocument({ document, facts: { overlaps } }) {
    if (!overlaps?.size) return
    for (const [i, region] of document.regions.entries()) {
      const text = region.example?.problem?.text
      for (const { question, set, share } of overlaps.get(region) ?? []) {
        yield {
          region: i,
          span: text!.span,
          message: message(
            '{percent} % of question {question} of {set} stand in this problem; expected none of an evaluation set',
            {
              percent: Math.round(100 * share),
              question,
              set,
            },
          ),
        }
      }
    }
  },
}
