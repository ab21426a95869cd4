import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { equivalent } from '../server/src/core/math/answers.ts'
import { finalAnswer } from '../server/src/core/math/final-answer.ts'
import { checkSolution } from '../server/src/core/math/solution.ts'
import { applyEdits, type Span } from '../server/src/core/span.ts'
import { scan } from '../server/src/core/text/markup.ts'
import { implicitSteps } from '../server/src/core/text/paragraphs.ts'
import { calculationsIn, carriedOn, evaluate, numbersIn, numberValue } from './eval/calculations.ts'
import { seeded } from './eval/faults.ts'
import {
  type Fault,
  type FaultKind,
  faultKinds,
  faultOf,
  otherNumber,
  type Source,
  sourceOf,
} from './eval/reasoning-faults.ts'
import { withSection } from './eval/report.ts'
import { sentencesOf, touchedStretch } from './eval/stretches.ts'

const lines: readonly Source[] = [
  sourceOf(
    'Mia bakes 36 rolls in the morning and half as many at noon. She sells all of them for $2 each. What does she earn?',
    'At noon Mia bakes 36/2 = 18 rolls.\nThat makes 36+18 = 54 rolls in all.\nShe earns 54*2 = $108.',
    '108',
    'line',
  ),
  sourceOf(
    'A train needs 3 hours for 240 km. It stops for 15 minutes after every 2 hours. How many minutes does it take for 480 km?',
    'The train runs 240/3 = 80 km in an hour.\nFor 480 km it needs 480/80 = 6 hours, which is 6*60 = 360 minutes.\nIt stops 3-1 = 2 times, for 2*15 = 30 minutes.\nSo it is 360+30 = 390 minutes on its way.',
    '390',
    'line',
  ),
  sourceOf(
    'Tom has 1,250 stamps. He gives 20% of them to Ann and sells 300 of the rest. How many are left?',
    'Tom gives 1,250 * 20% = 250 stamps to Ann.\nHe is left with 1,250 - 250 = 1,000 stamps.\nThere are 1,000 - 300 = 700 stamps left after the sale.',
    '700',
    'line',
  ),
  sourceOf(
    'Five friends share a cake of 900 grams and 3 litres of juice. How much of both does each get, in grams and millilitres?',
    'Each friend gets 900/5 = 180 grams of cake.\nThe juice is 3*1000 = 3000 millilitres.\nEach friend gets 3000/5 = 600 millilitres of it.\nThe answer is 180 grams and 600 millilitres.\n#### 600',
    '600',
    'line',
  ),
]

const sentences: readonly Source[] = [
  sourceOf(
    'Find the area of a right triangle whose legs are $12$ and $35$, and its perimeter.',
    'The area is $\\frac{12 \\cdot 35}{2} = 210$.  By Pythagoras the hypotenuse $c$ has \\[c^2 = 12^2 + 35^2 = 1369,\\] so $c = 37.$  Hence the perimeter is $12 + 35 + 37 = \\boxed{84}$.',
    '84',
    'sentence',
  ),
  sourceOf(
    'Let $f(x) = 4x + 17$. Find $f(f(10))$.',
    'First $f(10) = 4 \\cdot 10 + 17$, which is greater than $50$. So $4 \\cdot 10 + 17 = 57$.\n\nNow $f(57) = 4 \\cdot 57 + 17$ is odd.\n\nThe value is $228 + 17 = \\boxed{245}$.',
    '245',
    'sentence',
  ),
]

const sources = [...lines, ...sentences]

function made(kind: FaultKind, source: Source, seed: number): Fault | undefined {
  return faultOf(kind, source, seeded(seed), source.by === 'line' ? lines : sentences)
}

const textOf = (text: string, { start, end }: Span): string => text.slice(start, end)
const stepTexts = ({ text, steps }: { text: string; steps: readonly Span[] }): string[] =>
  steps.map(step => textOf(text, step))
const falseClaims = (text: string): string[] =>
  checkSolution([{ text, pieces: scan(text) }], {})
    .claims.filter(({ decision }) => decision.verdict === 'false')
    .map(claim => textOf(text, claim))

/** Every fault of some seeds: what the kinds are held to. */
function* faultsOf(...kinds: readonly FaultKind[]): Generator<{ source: Source; fault: Fault }> {
  for (const kind of kinds) {
    let count = 0
    for (const source of sources) {
      for (let seed = 0; seed < 12; seed++) {
        const fault = made(kind, source, seed)
        if (!fault) continue
        count++
        yield { source, fault }
      }
    }
    assert.ok(count >= 12, `${kind}: ${count} faults`)
  }
}

test('a fault is what its edits make of the solution, and its steps and changed lines stand in it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...faultKinds), fc.constantFrom(...sources), fc.nat(1e6), (kind, source, seed) => {
      const fault = made(kind, source, seed)
      if (!fault) return
      assert.deepEqual(made(kind, source, seed), fault)
      assert.notEqual(fault.text, source.text)
      assert.equal(applyEdits(source.text, fault.edits), fault.text)
      let end = 0
      for (const step of fault.steps) {
        assert.equal(fault.text.slice(end, step.start).trim(), '')
        assert.equal(textOf(fault.text, step).trim(), textOf(fault.text, step))
        assert.ok(step.end > step.start)
        end = step.end
      }
      assert.equal(fault.text.slice(end).trim(), '')
      assert.ok(fault.changed.length)
      for (const stretch of fault.changed) {
        assert.ok(0 <= stretch.start && stretch.start < stretch.end && stretch.end <= fault.text.length)
      }
      if (source.by === 'line') {
        if (fault.steps.length > 1) assert.deepEqual(fault.steps, implicitSteps(fault.text, scan(fault.text)))
        for (const stretch of fault.changed) assert.doesNotMatch(textOf(fault.text, stretch), /\n/)
      }
    }),
    { numRuns: 600, seed: 5 },
  )
})

test('only what is carried on changes more than one place, and only the first of them counts', () => {
  for (const { source, fault } of faultsOf('copy-problem', 'copy-step', 'operator', 'negated')) {
    assert.equal(fault.edits.length, 1)
    assert.equal(fault.changed.length, 1)
    const { span, text } = fault.edits[0]!
    const [changed] = fault.changed
    assert.ok(changed!.start <= span.start && span.start + text.length <= changed!.end, fault.text)
    assert.equal(fault.text.slice(0, span.start), source.text.slice(0, span.start))
  }
})

test('where a fault is carried on, the arithmetic is consistent', () => {
  for (const { fault } of faultsOf('copy-problem-carried', 'copy-step-carried', 'copy-other', 'operator-carried')) {
    assert.deepEqual(falseClaims(fault.text), [], fault.text)
    assert.ok(fault.edits.length > 1)
    assert.equal(fault.changed.length, 1)
  }
})

test('where the result is left, the calculation is wrong', () => {
  for (const { source, fault } of faultsOf('operator')) {
    const pieces = scan(fault.text)
    const right = calculationsIn(fault.text, pieces, numbersIn(fault.text, pieces))
    assert.equal(right.length, source.calculations.length - 1, fault.text)
  }
})

test('a miscopied number stands neither in the problem nor in the solution', () => {
  for (const { source, fault } of faultsOf('copy-problem', 'copy-step')) {
    const value = numberValue(fault.edits[0]!.text)
    assert.ok(!source.given.has(value))
    assert.ok(!source.numbers.some(number => number.value === value))
  }
})

test('a number is copied from where its kind says', () => {
  for (const { source, fault } of faultsOf('copy-problem')) {
    assert.ok(source.given.has(numberValue(textOf(source.text, fault.edits[0]!.span))))
  }
  for (const { source, fault } of faultsOf('copy-step')) {
    const was = numberValue(textOf(source.text, fault.edits[0]!.span))
    assert.ok(!source.given.has(was))
    assert.ok(source.numbers.some(({ value, start }) => value === was && start < fault.edits[0]!.span.start))
  }
})

test('a wrong conversion replaces a factor that is not of the problem', () => {
  const source = lines[1]!
  const fault = made('unit', source, 1)!
  assert.match(fault.text, /6\*(?:100|30|24) = 360 minutes/)
  assert.equal(
    textOf(fault.text, fault.changed[0]!),
    fault.text.split('\n').find(line => line.includes('= 360 minutes')),
  )
  assert.match(made('unit-carried', source, 1)!.text, /6\*(\d+) = (?!360)\d+ minutes/)
  assert.equal(made('unit', lines[0]!, 1), undefined)
})

test('a step removed, swapped, repeated or put in leaves the others as they are', () => {
  for (const { source, fault } of faultsOf('removed', 'swapped', 'repeated', 'repeated-later', 'foreign-step')) {
    const before = stepTexts(source)
    const after = stepTexts(fault)
    const changed = fault.changed.map(stretch => textOf(fault.text, stretch))
    switch (fault.kind) {
      case 'removed': {
        const gone = before.findIndex((step, i) => step !== after[i])
        assert.deepEqual(after, before.toSpliced(gone, 1))
        assert.deepEqual(changed, [before[gone + 1]])
        assert.equal(after.at(-1), before.at(-1))
        break
      }
      case 'swapped': {
        const first = before.findIndex((step, i) => step !== after[i])
        assert.deepEqual(after, before.toSpliced(first, 2, before[first + 1]!, before[first]!))
        assert.deepEqual(changed, [before[first + 1], before[first]])
        break
      }
      case 'foreign-step': {
        const at = before.findIndex((step, i) => step !== after[i])
        assert.ok(at > 0)
        assert.deepEqual(after.toSpliced(at, 1), before)
        assert.deepEqual(changed, [after[at]])
        assert.ok(stepTexts(fault.from!).slice(1, -1).includes(after[at]!))
        break
      }
      default: {
        const copy = after.findIndex((step, i) => after.indexOf(step) < i)
        const original = after.indexOf(after[copy]!)
        assert.deepEqual(after.toSpliced(copy, 1), before)
        assert.deepEqual(changed, [after[original], after[copy]])
        assert.equal(copy === original + 1, fault.kind === 'repeated')
        assert.equal(after.at(-1), before.at(-1))
      }
    }
  }
})

test('whether a step is needed is told by numbers and letters that stand in it first', () => {
  const source = sourceOf(
    'A box holds 4 red and 5 blue balls, a bag 8 green ones. How many balls are there?',
    'The box holds 4 + 5 = 9 balls.\nThe bag holds green balls only.\nThere are 9 + 8 = 17 balls.',
    '17',
    'line',
  )
  for (let seed = 0; seed < 20; seed++) {
    const removed = made('removed', source, seed)!
    assert.equal(removed.needed, !removed.text.includes('= 9'))
    const swapped = made('swapped', source, seed)!
    assert.equal(swapped.needed, false)
  }
})

test('irrelevant information is a sentence of another example', () => {
  for (const { source, fault } of faultsOf('irrelevant')) {
    const { text } = fault.edits[0]!
    assert.ok(`${fault.from!.problem} ${fault.from!.text}`.includes(text.trim()))
    assert.notEqual(fault.from, source)
    assert.ok(textOf(fault.text, fault.changed[0]!).endsWith(text.trim()))
  }
})

test('the final answer is another one, in the box only or wherever it is stated', () => {
  for (const { source, fault } of faultsOf('answer', 'answer-box', 'answer-words')) {
    const final = finalAnswer(fault.text)?.text ?? fault.edits[0]!.text
    assert.equal(equivalent(final, source.answer), 'different', fault.text)
    if (fault.kind === 'answer-box') assert.equal(fault.edits.length, 1)
  }
  const marked = made('answer', lines[3]!, 3)!.text
  const [, number] = /#### (\d+)$/.exec(marked)!
  assert.notEqual(number, '600')
  assert.equal(
    marked,
    lines[3]!.text.replace('and 600 millilitres', `and ${number} millilitres`).replace('#### 600', `#### ${number}`),
  )
  assert.ok(made('answer-box', lines[3]!, 3)!.text.startsWith(lines[3]!.text.split('####')[0]!))
})

test('a step is negated in one place, and what is only supposed is left alone', () => {
  const negated = (text: string): Set<string | undefined> => {
    const source = sourceOf('', text, '', 'sentence')
    return new Set(Array.from({ length: 20 }, (_, seed) => made('negated', source, seed)?.text))
  }
  assert.deepEqual([...negated('Each must have a wheel. The sum is 5.')].sort(), [
    'Each must have a wheel. The sum is not 5.',
    'Each must not have a wheel. The sum is 5.',
  ])
  assert.deepEqual([...negated('She has 5 left.')], ['She does not have 5 left.'])
  assert.deepEqual([...negated('Hence $x = 5$ follows.')], ['Hence $x \\ne  5$ follows.'])
  assert.deepEqual([...negated('If $x$ is even, we stop.')], [undefined])
})

test('what follows from a number is recomputed as far as it goes', () => {
  const source = lines[1]!
  const at = source.text.indexOf('240')
  const edits = carriedOn(source, { span: { start: at, end: at + 3 }, text: '360' })!
  assert.equal(
    applyEdits(source.text, edits),
    'The train runs 360/3 = 120 km in an hour.\nFor 480 km it needs 480/120 = 4 hours, which is 4*60 = 240 minutes.\nIt stops 3-1 = 2 times, for 2*15 = 30 minutes.\nSo it is 240+30 = 270 minutes on its way.',
  )
})

test('nothing is carried on where a result cannot be told from a number of the problem', () => {
  const source = sourceOf(
    'Ann has 3 bags of 4 and 12 more.',
    'The bags hold 3*4 = 12.\nShe has 12 + 12 = 24.',
    '24',
    'line',
  )
  assert.equal(carriedOn(source, { span: { start: 14, end: 15 }, text: '5' }), undefined)
})

const calculations: readonly (readonly [text: string, found: readonly string[]])[] = [
  ['In total 2 pounds and 2*3=6 pounds.', ['2*3=6']],
  ['He walks 5 hours x 3 miles = 15 miles.', ['5 hours x 3 miles =15']],
  ['30 minks * 6 babies/mink = 180', ['30 minks * 6 babies/mink =180']],
  ['She pays $90 x 0.30 = $27 of it.', ['$90 x 0.30 =27']],
  ['It is 2 + 3 = 6.', []],
  ['Then 4 + 5 = 9 + 1 = 10.', ['9 + 1 =10']],
  ['So $2 \\cdot 3 = 6$ and $x + 2 = 6$.', ['2 \\cdot 3 =6']],
  ['So $\\frac{12}{4} + 1 = \\boxed{4}$.', ['\\frac{12}{4} + 1 =4']],
]

for (const [text, found] of calculations) {
  test(`calculations in ${text}`, () => {
    const pieces = scan(text)
    const seen = calculationsIn(text, pieces, numbersIn(text, pieces))
    assert.deepEqual(
      seen.map(({ start, end, result }) => `${text.slice(start, end)}=${textOf(text, result)}`),
      found,
    )
  })
}

test('expressions are evaluated, or not read at all', () => {
  assert.equal(evaluate('2 + 3 * (4 - 1)'), 11)
  assert.equal(evaluate('\\frac{1}{2} \\cdot 10'), 5)
  assert.equal(evaluate('20% * 150'), 30)
  assert.equal(evaluate('1,200 / 3'), 400)
  assert.equal(evaluate('2^{3} - 1'), 7)
  for (const expression of ['2 3', 'x + 1', '(2 + 3', '\\sqrt{4}', '2 +']) assert.equal(evaluate(expression), undefined)
})

test('a miscopied number is one slip away', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.nat(), (number, seed) => {
      const other = otherNumber(String(number), seeded(seed), new Set())
      if (other === undefined) return
      const [a, b] = [String(number), other]
      assert.notEqual(a, b)
      if (a.length !== b.length) {
        const [short, long] = a.length < b.length ? [a, b] : [b, a]
        assert.equal(long.length, short.length + 1)
        assert.ok([...long].some((_, i) => long.slice(0, i) + long.slice(i + 1) === short))
        return
      }
      const places = [...a].flatMap((digit, i) => (digit === b[i] ? [] : [i]))
      const [first, second] = places as [number, number]
      assert.ok(
        places.length === 1 ||
          (places.length === 2 && second === first + 1 && a[first] === b[second] && a[second] === b[first]),
      )
    }),
  )
})

test('sentences and rows', () => {
  const text = 'We get $x = 3.$  Then \\begin{align*} x &= 3 \\\\ y &= 4. \\end{align*}Hence 3.5 is Dr. Who. So it is.'
  const pieces = scan(text)
  assert.deepEqual(
    sentencesOf(text, pieces).map(sentence => textOf(text, sentence)),
    ['We get $x = 3.$', 'Then \\begin{align*} x &= 3 \\\\ y &= 4. \\end{align*}', 'Hence 3.5 is Dr. Who.', 'So it is.'],
  )
  const touched = (at: string): string => textOf(text, touchedStretch(text, pieces, text.indexOf(at), 'sentence'))
  assert.equal(touched('x &='), '\\begin{align*} x &= 3 ')
  assert.equal(touched('y &='), ' y &= 4. \\end{align*}')
  assert.equal(touched('Then'), 'Then ')
  assert.equal(touched('So'), 'So it is.')
})

test('each program rewrites its own tables', () => {
  const text = 'a\n<!-- measured: one -->\nold\n<!-- end -->\nb\n<!-- measured: two -->\nother\n<!-- end -->\n'
  assert.equal(withSection(text, 'one', ['new']), text.replace('old', '\nnew'))
  assert.equal(withSection(text, 'two', ['new']), text.replace('other', '\nnew'))
  assert.throws(() => withSection(text, 'three', []))
})
