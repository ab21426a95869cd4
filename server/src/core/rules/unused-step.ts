import type { Solution, Step } from '../format/document.ts'
import { message } from '../message.ts'
import { type SymbolPlace, symbolSpan, symbolsOf } from '../text/symbols.ts'
import { isBetweenSteps, linksOf } from './links.ts'
import type { Found, Rule, View } from './rule.ts'
import { stepsNamed } from './step-words.ts'
import { unitAt, unitsOf } from './units.ts'

export const unusedStep: Rule = {
  id: 'unused-step',
  title: 'A result or symbol that nothing uses',
  severity: 'info',
  docs: `
A step bears a label, and no step refers to it, though others are referred to; or a symbol is given a meaning and never
stands again. PRMBench and ROSCOE count steps that nothing rests on among the faults of a chain, for either they lead
nowhere or the step that used them was lost. The evidence is medium, and a result may be used without a word, so this is
information.

Refer to the step where it is used, or leave it or its label out. Use the symbol, or say the sentence without it.
`,
  good: [
    '@solution\n@step {#a}\nOne.\n@step {#b}\nBy [#a], two.\n@step\nBy [#b], three.\n',
    '@solution\n@step {#a}\nOne.\n@step {#b}\nTwo.\n@step\nThree.\n',
    '@solution\n@step {#a}\nOne.\n@step {#b}\nBy [#a], two.\n@step {#c}\nBy step 2, three.\n',
    '@problem\nFind $y$.\n@solution\nLet $x = y + 1$. Then $x > y$. Let $y$ be odd.\n',
    '@solution\nLet $f(x) = x + a$, where $x > 0$. So $f(1) = 2$.\n',
    '@solution\n设 $m$ 为整数，则 $m > 0$。\n',
  ],
  bad: [
    { text: '@solution\n@step {#a}\nOne.\n@step {#«b»}\nBy [#a], two.\n@step\nThree.\n' },
    { text: '@problem\nFind $y$.\n@solution\nLet $«x» = y + 1$. Then $y > 3$.\n' },
    { text: '@problem\n求 $y$。\n@solution\n@step\n设 $«m»$ 为整数。\n@step\n于是 $y > 3$。\n' },
  ],
  *check(view) {
    const { example } = view.region
    if (!example) return
    const { problem, solutions } = symbolsOf(view)
    const given = new Set(problem.map(({ letter }) => letter))
    for (const { places, solution } of solutions) {
      if (solution.flawed) continue
      yield* labels(view, solution)
      yield* symbols(places, given, solution)
    }
  },
}

/** Labels that nothing refers to, where the solution refers to others. */
function* labels(view: View, solution: Solution): Generator<Found> {
  const links = linksOf(view.region).filter(link => link.solution === solution)
  if (!links.some(isBetweenSteps)) return
  const used = new Set<Step>(links.flatMap(({ to }) => (to.type === 'step' ? [to.step] : [])))
  for (const { text } of solution.steps) {
    for (const { number } of stepsNamed(view, text)) {
      const step = solution.steps[number - 1]
      if (step) used.add(step)
    }
  }
  for (const step of solution.steps.slice(0, -1)) {
    if (!step.label || used.has(step) || step.kind === 'conclude' || step.kind === 'verify') continue
    yield {
      span: step.label.span,
      message: message('No step refers to "{label}"; expected a use of this result, or none of the label', {
        label: step.label.text,
      }),
    }
  }
}

/** Symbols that are given a meaning and stand nowhere else. */
function* symbols(places: readonly SymbolPlace[], given: ReadonlySet<string>, solution: Solution): Generator<Found> {
  const count = new Map<string, number>()
  for (const { letter } of places) count.set(letter, (count.get(letter) ?? 0) + 1)
  const units = unitsOf(solution)
  for (const place of places) {
    const { alone, doubtful, how, letter, name, run, start, text } = place
    if (count.get(letter) !== 1 || given.has(letter) || doubtful || run) continue
    if (how !== 'introduced' || (alone !== 'statement' && alone !== 'equation')) continue
    if (unitAt(units, text, start) === undefined) continue
    yield {
      span: symbolSpan(place),
      message: message('{name} is introduced here and never used; expected a use of it', { name }),
    }
  }
}
