import { message } from '../message.ts'
import { exampleOf, type Rule } from './rule.ts'

export const flawedWithoutError: Rule = {
  id: 'flawed-without-error',
  title: 'A flawed solution that does not say where it goes wrong',
  severity: 'error',
  docs: `
Flawed solutions teach a model, or the judge of one, where reasoning goes wrong: as the rejected half of a preference
pair and as labels of single steps. ProcessBench asks for the earliest wrong step, PRM800K and its kin for one label
on each. Without an \`@error\` there is no such label; without \`@step\` there is nothing to put it on.

Cut the solution into steps, and write \`@error\` below the first step that is wrong, with what is wrong after the colon.
`,
  good: ['@example a\n@solution\nFine.\n@solution flawed\n@step\n$1 + 1 = 3$\n@error: It is $2$\n'],
  bad: [
    { text: '@example a\n@solution «flawed»\nIt is $3$.\n' },
    { text: '@example a\n@solution «flawed»\n@step\n$1 + 1 = 3$\n' },
  ],
  *check({ region }) {
    for (const { solutions } of exampleOf(region)) {
      for (const { directive, flawed, steps } of solutions) {
        if (!flawed || steps.some(step => step.errors.length)) continue
        yield {
          span: directive.word!.span,
          message: steps.length
            ? message('No step of this flawed solution is marked as wrong; expected @error below the first one that is')
            : message(
                'This flawed solution has no steps; expected @step, and @error below the first one that is wrong',
              ),
        }
      }
    }
  },
}
