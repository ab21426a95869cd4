import type { Example, Solution, Step } from '../format/document.ts'
import { sourceSpan } from '../format/text.ts'
import { message } from '../message.ts'
import type { Edit } from '../span.ts'
import { insertion } from './edits.ts'
import type { Fix, Rule } from './rule.ts'
import { stepsNamed } from './step-words.ts'

export const referenceInWords: Rule = {
  id: 'reference-in-words',
  title: 'A step that is referred to by its number',
  severity: 'hint',
  docs: `
"By step 2" is right until a step is added, moved or left out; then it points at the wrong one, and a wrong reference
teaches a model to cite what does not support it. \`[#label]\` moves along with its step, is checked, and reads "Step 2"
in the exported text. This is about keeping a solution right while it is edited; the exported text is the same.

The fix gives the step a label, unless it has one, and refers to that.
`,
  good: [
    '@solution\n@step {#a}\nOne.\n@step\nBy [#a], two. In step 7 of the recipe, $x$ steps 2 times.\n',
    '@solution\nStep 1: one.\n\nBy step 1, two.\n',
    '@solution\n@step\nStep 1: one.\n@step\n第2个数。\n',
  ],
  bad: [
    {
      text: '@solution\n@step derive: The cycle\nOne.\n@step\nBy «step 1», two.\n',
      fixed: '@solution\n@step derive {#the-cycle}: The cycle\nOne.\n@step\nBy [#the-cycle], two.\n',
    },
    {
      text: '@solution\n@step {#a}\nOne.\n@step\nFrom «Step $1$», two.\n',
      fixed: '@solution\n@step {#a}\nOne.\n@step\nFrom [#a], two.\n',
    },
    {
      text: '@solution\n@step derive {#derive}\n一。\n@step derive\n二。\n@step\n由«第2步»，得三。\n',
      fixed: '@solution\n@step derive {#derive}\n一。\n@step derive {#derive-2}\n二。\n@step\n由[#derive-2]，得三。\n',
    },
    {
      text: '@solution\n@step: 配方\n一。\n@step\n由«步骤一»，得二。\n',
      fixed: '@solution\n@step {#配方}: 配方\n一。\n@step\n由[#配方]，得二。\n',
    },
  ],
  *check(view) {
    const { example } = view.region
    if (!example) return
    for (const solution of example.solutions) {
      for (const [i, { text }] of solution.steps.entries()) {
        for (const { end, number, start } of stepsNamed(view, text)) {
          const target = solution.steps[number - 1]
          // A heading names the step itself, and "steps 2 and 3" are two.
          if (!target || number === i + 1 || /^steps/i.test(text.value.slice(start, end))) continue
          const span = sourceSpan(text, start, end)
          yield {
            span,
            message: message('A reference in words goes wrong when steps move; expected {reference}', {
              reference: `[#${target.label?.text ?? 'label'}]`,
            }),
            fixes: [labelled(example, solution, target, number, label => ({ span, text: `[#${label}]` }))],
          }
        }
      }
    }
  },
}

/** Gives a step a label, unless it has one, and refers to it. */
function labelled(
  example: Example,
  solution: Solution,
  step: Step,
  number: number,
  reference: (label: string) => Edit,
): Fix {
  if (step.label) {
    const label = step.label.text
    return { title: message('Write {word}', { word: `[#${label}]` }), edits: [reference(label)] }
  }
  const label = newLabel(example, solution, step, number)
  return {
    title: message('Label step {number} and write {word}', { number, word: `[#${label}]` }),
    edits: [labelEdit(step, label), reference(label)],
  }
}

function labelEdit({ directive }: Step, label: string): Edit {
  const { braces, nameSpan, word } = directive
  if (braces) return insertion(braces.start + 1, directive.attributes.length ? `#${label} ` : `#${label}`)
  return insertion((word?.span ?? nameSpan).end, ` {#${label}}`)
}

/** A label from the title or the kind of a step that no other step or solution bears. */
function newLabel(example: Example, solution: Solution, { kind, title }: Step, number: number): string {
  const taken = new Set([...solution.steps, ...example.solutions].flatMap(({ label }) => (label ? [label.text] : [])))
  const words =
    title?.text
      .replace(/\$[^$]*\$/g, ' ')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  const base = words.slice(0, 3).join('-').slice(0, 24) || kind || `step-${number}`
  for (let i = 1; ; i++) {
    const label = i === 1 ? base : `${base}-${i}`
    if (!taken.has(label)) return label
  }
}
