import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkClaim } from '../server/src/core/math/check.ts'
import { checkFormula } from '../server/src/core/math/decide.ts'
import { checkSolution, type Part } from '../server/src/core/math/solution.ts'
import { treeOf } from '../server/src/core/math/tree.ts'
import { scan } from '../server/src/core/text/markup.ts'

function verdict(formula: string): string {
  return checkFormula(formula)
    .map(({ decision }) => decision.verdict)
    .join(' ')
}

function part(text: string): Part {
  return { text, pieces: scan(text) }
}

/** What is called false or approximate in a solution, as it stands there. */
function found(...texts: string[]): string[] {
  return checkSolution(texts.map(part)).claims.flatMap(claim =>
    claim.decision.verdict === 'false' || claim.decision.verdict === 'approximate'
      ? [`${claim.decision.verdict}: ${texts[claim.part]!.slice(claim.start, claim.end)}`]
      : [],
  )
}

test("KaTeX's tree is what the tokens expect", () => {
  const [fraction] = treeOf('\\frac{1}{2}')!
  assert.equal(fraction!.type, 'genfrac')
  assert.equal(fraction!.numer!.type, 'ordgroup')
  assert.equal(fraction!.hasBarLine, true)
  const [power] = treeOf('x^2')!
  assert.deepEqual([power!.type, power!.base!.text, power!.sup!.text], ['supsub', 'x', '2'])
  const [number] = treeOf('7')!
  assert.deepEqual([number!.type, number!.loc!.start, number!.loc!.end], ['textord', 0, 1])
  const [layout] = treeOf('\\begin{align*} a &= b \\end{align*}')!
  assert.deepEqual([layout!.type, layout!.addJot], ['array', true])
  assert.equal(treeOf('\\frac{1}'), undefined)
})

const formulas: Readonly<Record<string, readonly string[]>> = {
  true: [
    '2 + 3 \\cdot 4 = 14',
    '\\frac12 + \\frac13 = \\frac56',
    '3\\frac{1}{2} = 3.5',
    '-2^2 = -4',
    '0.\\overline{3} = \\frac13',
    '1{,}234 + 1 = 1,235',
    '\\sqrt{50} = 5\\sqrt{2}',
    '\\sqrt[3]{-8} = -2',
    '|{-3}| + ||2| - 5| = 6',
    '\\log_2 8 = 3',
    '\\sin 30^\\circ = \\frac12',
    '\\cos 10^\\circ \\cdot \\frac12 = \\frac{\\cos 10^\\circ}{2}',
    '\\sin^2 18^\\circ (1) + \\cos^2 18^\\circ = 1',
    '\\sin^{-1} 1 = 90^\\circ',
    '\\binom{5}{2} = {5 \\choose 3}',
    '5! = 120',
    '\\sum_{k=1}^{10} k = 55',
    '\\prod_{k=1}^{5} k = 120',
    '1 + 2 + \\cdots + 100 = 5050',
    '1 + 2 + 4 + \\dots + 64 = 127',
    '\\lfloor -3.7 \\rfloor = -4',
    '\\gcd(48, 36) = 12',
    '17 \\bmod 5 = 2',
    '2^{100} \\equiv 2 \\pmod 7',
    '\\frac12 \\equiv 4 \\pmod 7',
    '1011_2 = 11_{10}',
    '(1 + i)^2 = 2i',
    'e^{i\\pi} = -1',
    '\\pi \\approx 3.14',
    '2 < 3',
    '3 \\ne 4',
    '3 \\text{ km} = 3000 \\text{ m}',
    '25\\% = \\frac14',
    '\\$15 + \\$4.50 = \\$19.50',
    '\\begin{vmatrix} 1 & 2 \\\\ 3 & 4 \\end{vmatrix} = -2',
    '(x+1)^2 = x^2 + 2x + 1',
    '\\frac{3 \\cdot \\cancel{4}}{\\cancel{4}} = 3',
    '2^{5000} = 4^{2500}',
  ],
  false: [
    '2 + 3 \\cdot 4 = 20',
    '\\sqrt{50} = 2\\sqrt{5}',
    '-2^2 = 4',
    '2^{10} \\equiv 3 \\pmod 7',
    '\\pi \\approx 3.12',
    '3 \\text{ km} + 500 \\text{ m} = 503 \\text{ km}',
    '7 < 5',
    '2 \\cdot 3 = \\boxed{5}',
    '2^{5000} = 4^{2501}',
    '1 + 2 + \\cdots + 100 = 5000',
  ],
  approximate: ['\\frac{2}{3} = 0.667', '\\pi = 3.14', '\\frac{1000}{7} = 143'],
  undecided: [
    // A contradiction that is meant, labels, rates of exchange, letters that are no constants.
    '0 = -12',
    '(1) = 3 + 4',
    '4 \\text{ daps} = 7 \\text{ yaps}',
    'e = \\frac{16}{5}',
    'i = 38',
    '2x + 1 = 7',
    'f(3) = 5 + 4',
    'x^2 = 4',
    'a \\star b = 3 + 1',
    '\\int_0^1 x\\,dx = 3',
    '\\lim_{x \\to 0} x = 3',
    '3\\frac12 = \\frac32',
  ],
}
for (const [expected, cases] of Object.entries(formulas)) {
  test(`formulas that are ${expected}`, () => {
    for (const formula of cases) assert.equal(verdict(formula), expected, formula)
  })
}

test('a chain is judged link by link, over the rows of align too', () => {
  assert.equal(verdict('99^2 = (100-1)^2 = 10000 - 200 + 1 = 9800'), 'true true false')
  assert.equal(
    verdict('\\begin{align*} 12 \\cdot 15 &= 12 \\cdot 10 + 12 \\cdot 5 \\\\ &= 120 + 60 \\\\ &= 190 \\end{align*}'),
    'true true false',
  )
  assert.equal(
    verdict('\\begin{aligned} a &= 1 + 1 = 2 \\\\ b &= 2 + 2 = 5 \\end{aligned}'),
    'undecided true undecided false',
  )
})

test('the sides of a link and the number to replace are where they stand', () => {
  const formula = 'x = \\frac{3}{4} + \\frac{1}{4} = \\boxed{2}'
  const { link } = checkFormula(formula)[1]!
  assert.equal(formula.slice(link.left.start, link.left.end), '\\frac{3}{4} + \\frac{1}{4}')
  assert.equal(formula.slice(link.right.start, link.right.end), '\\boxed{2}')
  assert.equal(formula.slice(link.right.literal!.start, link.right.literal!.end), '2')
  assert.equal(formula.slice(link.start, link.end), '=')
})

test('calculations in prose', () => {
  assert.deepEqual(found('He pays 48/2 = 25 dollars and 5 x 8 = 40.'), ['false: 48/2 = 25 dollars'])
  assert.deepEqual(found('So 30% of 50 = 20, and $1,200 + $300 = $1,500.'), ['false: 30% of 50 = 20'])
  assert.deepEqual(found('5 snakes/jaguar * 6 jaguars = 31 snakes'), ['false: 5 snakes/jaguar * 6 jaguars = 31'])
  assert.deepEqual(found('Each gets 10/3 = 3.33 dollars.'), ['approximate: 10/3 = 3.33 dollars'])
  assert.deepEqual(found('She ran 240 miles / 60 mph = 5 hours.'), ['false: 240 miles / 60 mph = 5 hours'])
  assert.deepEqual(found('It is 3 * 4 = $<<3*4=13>>12.'), ['false: 3*4=13'])
})

test('prose that only looks like a calculation', () => {
  for (const text of [
    'Day 1 - 5 x 3 = 15',
    '1) 5 + 3 = 8',
    '11x + 15 = 301',
    'She used p + 600 = 800 grams',
    'So 3 times Darcy = 3*15',
    'From 11:00-8:00 = 3 hours',
    'On the 4th turn = 13 meters',
    '25 / 7 = 3 remainder 4',
    'It takes 2 hours * 60 = 120 minutes',
    'The sum is 10 + 12 = 22 - 5',
    '4 daps = 7 yaps',
    '$450 = 15*x',
    '$20 - 15% = $17',
    '10% discount on $50 = $5',
    'Is 2+2=5? No.',
    'He read pages 10-20 = 11 pages',
    '7 // 2 = 3',
    '32 / 2 = $16 million',
    'In $\\mathbb{Z}_7$, $3 \\cdot 5 = 1$.',
    '$x = 2$ gives $y = 3$, and $x = -2$ gives $y = 7$',
    '$\\sin 2 \\cdot 45^\\circ = 1$',
    '$6/2(1+2) = 1$ or $6/2(1+2) = 9$',
  ]) {
    assert.deepEqual(found(text), [], text)
  }
})

test('what the text itself refutes is not judged', () => {
  assert.deepEqual(found('Then $2 + 2 = 5 + 1$, which is not true.'), [])
  assert.deepEqual(found('This gives $1 + 1 = 3 - 0$, a contradiction.'), [])
  assert.deepEqual(found('In base 8, $6 \\cdot 7 = 52$.'), [])
  assert.deepEqual(found('Modulo $17$ we have $10 \\cdot 12 = 1$. Here $3 \\equiv 20 \\pmod{17}$.'), [])
})

test('what only looks false is left alone', () => {
  for (const text of [
    'It takes 90 minutes = 1 hour 30 minutes = 1.5 hours.',
    'In all 1 hour and 30 minutes = 90 minutes, and 75 seconds = 1 minute 15 seconds.',
    '5 ft 6 in = 66 in. He paid 5 dollars 50 cents = $5.50.',
    '100÷3=33……1，所以还剩1个。',
    '$100 \\div 7 = 14$ 余 $2$, and $17 / 5 = 3$ with remainder $2$.',
    'The profit is $3,000,000 / 2 = $1.5 million. Also $\\$3000000/2 = \\$1.5$ million.',
    '$120000 \\div 4 = 3$ 万元。',
    'The discount is 20% = $10, so it was $10 / 20% = $50.',
    '$36 \\text{ km/h} = 36 \\times \\frac{1000}{3600} = 10 \\text{ m/s}$.',
    '$2^{10} = 1024 \\approx 10^3$.',
    'Using $\\pi = \\frac{22}{7}$; $\\tan 53^\\circ = \\frac43$.',
    '$50/7 = 7.14...$ and $\\sqrt{10} = 3.162...$',
    'Each side is 24/4=6cm so area = 6*6 = 36cm².',
    'Trip 2: 2*15=30 miles. Total = 60+30=90 miles.',
  ]) {
    assert.deepEqual(found(text), [], text)
  }
  const checked = checkSolution([part('$x = 5$ (mod 7), so $x = 12$.')])
  assert.ok(checked.assignments.every(assignment => !assignment.against))
})

test('values are carried through a solution', () => {
  assert.deepEqual(found('Let $x = 3$.', 'Then $2x + 1 = 8$.'), ['false: 2x + 1 = 8'])
  assert.deepEqual(found('Let $x = 3$.', 'Then $2x + 1 = 7$.'), [])
  assert.deepEqual(found('Either $x = 3$ or $x = 4$.', 'Then $2x + 1 = 9$.'), [])
  assert.deepEqual(found('If $x = 3$, fine.', 'We solve $2x + 1 = 9$.'), [])
  const { assignments } = checkSolution([part('So $x = 3$.'), part('Hence $x = 4$.'), part('Let $x = 5$.')])
  assert.deepEqual(
    assignments.map(({ name, value, against }) => [name, value, against?.value]),
    [
      ['x', '3', undefined],
      ['x', '4', '3'],
      ['x', '5', undefined],
    ],
  )
})

test('claims that stand by themselves', () => {
  assert.equal(checkClaim('2^{10} = 7 \\cdot 146 + 2').verdict, 'true')
  assert.equal(checkClaim('$2^{10} = 1025$').verdict, 'false')
  assert.equal(checkClaim('0 = 1').verdict, 'false')
  assert.equal(checkClaim('30% of 50 = 15').verdict, 'true')
  assert.equal(checkClaim('48/2 = 25').verdict, 'false')
  assert.equal(checkClaim('(x+1)^2 = x^2 + 2x + 1').verdict, 'true')
  assert.equal(checkClaim('(x+1)^2 = x^2 + 1 + 3x').verdict, 'false')
  assert.equal(checkClaim('\\sqrt{x^2} = x').verdict, 'undecided')
  assert.equal(checkClaim('hello').verdict, 'undecided')
})

const hostile = [
  '9^{9^{9^9}} = 1',
  `${'{'.repeat(100_000)}x${'}'.repeat(100_000)} = 1`,
  '\\sum_{n=1}^{10^{12}} n = 1',
  `${'1+'.repeat(500_000)}1 = 2`,
  `${'|'.repeat(900)}x${'|'.repeat(900)} = 1`,
  `${'('.repeat(900)}1${')'.repeat(900)} = 2`,
  `${'\\pm 1'.repeat(300)} = 2`,
  `${'\\sqrt{'.repeat(300)}2${'}'.repeat(300)} = 1`,
  '((99!)!)! = 1',
  '\\sum_{a=1}^{9999}\\sum_{b=1}^{9999}\\sum_{c=1}^{9999} abc = 1',
]
test('no formula hangs', () => {
  for (const formula of hostile) {
    const start = performance.now()
    assert.match(verdict(formula), /^(?:undecided)?$/, formula.slice(0, 40))
    assert.ok(performance.now() - start < 1_000, formula.slice(0, 40))
  }
})

test('no text throws', () => {
  const piece = fc.constantFrom(
    ...[
      '1',
      '23',
      '4.5',
      '1,234',
      'x',
      'e',
      'i',
      '+',
      '-',
      '*',
      '/',
      '=',
      '<',
      '^',
      '_',
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      '|',
      ',',
      '.',
      '!',
      '%',
    ],
    ...[
      '\\frac',
      '\\sqrt',
      '\\sin',
      '\\log',
      '\\sum',
      '\\binom',
      '\\pm',
      '\\cdot',
      '\\left(',
      '\\right)',
      '\\text{ cm}',
      '\\dots',
      '\\pmod',
      '\\\\',
      '&',
    ],
    ...[' ', '$', '\\$', 'of', 'apples', '<<', '>>', '\\boxed{', '\\overline{3}', '^\\circ', '\n', '～', '💥'],
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
      const text = pieces.join('')
      checkFormula(text)
      checkClaim(text)
      checkSolution([part(text), part(`$${text}$`)])
    }),
    { numRuns: 500 },
  )
})

test('products, sums and powers agree with JavaScript', () => {
  const number = fc.integer({ min: -99, max: 99 })
  fc.assert(
    fc.property(number, number, number, (a, b, c) => {
      const brackets = (value: number): string => (value < 0 ? `(${value})` : String(value))
      assert.equal(verdict(`${a} + ${brackets(b)} \\cdot ${brackets(c)} = ${a + b * c}`), 'true')
      assert.equal(verdict(`${brackets(a)}(${b} - ${brackets(c)})^2 = ${a * (b - c) ** 2 + 1}`), 'false')
    }),
  )
})
