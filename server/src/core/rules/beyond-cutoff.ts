import type { Region } from '../format/document.ts'
import { message } from '../message.ts'
import { solutionSource } from '../row.ts'
import { span } from '../span.ts'
import type { TokenFacts } from '../tokens.ts'
import type { Related, Rule } from './rule.ts'

const problem = '@problem\nHow much is $3 \\cdot 4 + 5$?\n'
const chain = '@step\nBy order, $3 \\cdot 4$ comes first.\n@step\nThat is $12$, so it is $12 + 5 = \\boxed{17}$.\n'

/** Counted with a cutoff of 60; `test/tokens.test.ts` counts again. */
const counted: TokenFacts = { tokenizer: 'o200k_base', cutoff: 60, solutions: [{ tokens: 79, cut: 66 }] }

export const beyondCutoff: Rule = {
  id: 'beyond-cutoff',
  title: 'A solution that is longer than what is trained',
  severity: 'warning',
  docs: `
Training has a limit, in tokens, and what lies beyond it is dropped without a word. LIMO trains with 16,384
(\`cutoff_len\` in its train_limo.yaml), and LLaMA-Factory, which it trains with, cuts a long solution from its end. So the
model sees a chain that stops in the middle: no conclusion, no box, and not even the mark that says where to stop. The
evidence is strong: the cut is certain, and it takes what graders look for.

Counted is what is trained: problem and solution as they are exported, LIMO's prompt (\`Please reason step by step, and
put your final answer within \\boxed{}.\`), and 15 tokens for the marks of the chat. Flawed solutions are not counted.
The place where training stops is shown with the finding.

\`limo.tokens.tokenizer\` says by what: \`o200k_base\` is near to what Qwen models have, but these make a token of every
digit, about 5 % more in mathematical prose (measured on 500 KB). Near the limit, name the \`tokenizer.json\` of the model
that you train, and the count is that of the model.

Shorten the solution: leave out what repeats, and detours that lead nowhere; or make two examples of the problem. If you
train with another limit, set \`limo.tokens.cutoff\`; 0 switches the rule off. The examples here are found with 60.
`,
  good: [`${problem}@solution\n${chain}`],
  bad: [
    { text: `${problem}«@solution»\n${chain}`, facts: { tokens: ofExample(counted) } },
    {
      text: `${problem}@solution flawed\n${chain}«@solution»\n${chain}@solution\nIt is $\\boxed{17}$.\n`,
      facts: { tokens: ofExample({ ...counted, solutions: [undefined, ...counted.solutions, undefined] }) },
    },
  ],
  *checkTokens({ example, inherited, region, tokens: { cutoff, solutions, tokenizer } }) {
    const language = example.fields.values.language ?? inherited.language
    for (const [i, solution] of example.solutions.entries()) {
      const count = solutions[i]
      if (!count || count.tokens <= cutoff) continue
      const { cut, tokens } = count
      yield {
        span: solution.directive.nameSpan,
        message: message(
          'Problem and solution have {tokens} tokens by {tokenizer}, {over} beyond the cutoff of {cutoff}; expected them to fit, or their end is not trained',
          {
            tokens: grouped(tokens),
            tokenizer,
            over: grouped(tokens - cutoff),
            cutoff: grouped(cutoff),
          },
        ),
        ...(cut !== undefined && { related: [stop(region, solutionSource(example, solution, language, cut))] }),
      }
    }
  },
}

/** The rest of the line from where on nothing is trained. */
function stop({ text }: Region, at: number): Related {
  const rest = /^[^\r\n]*/.exec(text.slice(at))![0]
  return { span: span(at, at + rest.length), message: message('Training stops here') }
}

function ofExample(facts: TokenFacts): (region: Region) => TokenFacts | undefined {
  return region => (region.example ? facts : undefined)
}

function grouped(count: number): string {
  return count.toLocaleString('en')
}
