import { message } from '../message.ts'
import type { Word } from '../span.ts'
import { exampleOf, type Found, type Rule } from './rule.ts'

export const duplicateLabel: Rule = {
  id: 'duplicate-label',
  title: 'A label that stands twice',
  severity: 'error',
  docs: `
\`[#label]\` becomes "Step 2" in the exported text. Of two steps with the same label the first is meant, so a reference
to the second would send the reader, and the model, to the wrong step: a chain of reasoning whose order is mixed up
teaches worse than one with wrong numbers ([arXiv 2502.07374](https://arxiv.org/abs/2502.07374)).

Give every step of a solution a label of its own, different from the labels of the example's solutions. Steps of
different solutions may share one.
`,
  good: ['@example a\n@solution {#s}\n@step {#a}\nOne.\n@step {#b}\nTwo.\n@solution {#t}\n@step {#a}\nOne.\n'],
  bad: [
    { text: '@example a\n@solution\n@step {#a}\nOne.\n@step {#«a»}\nTwo.\n' },
    { text: '@example a\n@solution {#a}\n@step {#«a»}\nOne.\n@solution {#«a»}\nTwo.\n' },
  ],
  *check({ region }) {
    for (const { solutions } of exampleOf(region)) {
      const ofSolutions = new Map<string, Word>()
      for (const { label } of solutions) if (label) yield* add(ofSolutions, label)
      for (const { steps } of solutions) {
        const ofSteps = new Map<string, Word>()
        for (const { label } of steps) {
          const other = label && ofSolutions.get(label.text)
          if (other) yield twice(label, other)
          else if (label) yield* add(ofSteps, label)
        }
      }
    }
  },
}

function* add(labels: Map<string, Word>, label: Word): Generator<Found> {
  const first = labels.get(label.text)
  if (first) yield twice(label, first)
  else labels.set(label.text, label)
}

function twice(label: Word, other: Word): Found {
  return {
    span: label.span,
    message: message('The label "{label}" stands twice; expected another one', { label: label.text }),
    related: [{ span: other.span, message: message('The other "{label}"', { label: label.text }) }],
  }
}
