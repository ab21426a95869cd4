import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from '../server/src/core/format/parse.ts'
import { scanFormula } from '../server/src/core/text/formula-symbols.ts'
import { type SymbolPlace, symbolSpan, symbolsOf } from '../server/src/core/text/symbols.ts'
import { defaultLexicon } from '../server/src/core/words/lexicon.ts'

const told = ({ how, name }: SymbolPlace): string => (how === 'used' ? name : `${name} ${how}`)

/** The symbols of a solution without steps, each with how it stands there. */
function inText(text: string, macros = {}): string[] {
  const region = parse(`@example a\n@solution\n${text}\n`).regions.find(({ example }) => example)!
  return symbolsOf({ region, macros, words: defaultLexicon }).solutions[0]!.places.map(told)
}

const names = (formula: string, macros = {}): string =>
  scanFormula(formula, macros)
    .symbols.map(({ doubtful, name, role }) => `${name}${role ? ` ${role}` : ''}${doubtful ? ' doubtful' : ''}`)
    .join(', ')

test('symbols of a formula: names with their subscripts, and no commands, units and constants', () => {
  for (const [formula, expected] of [
    ['x + 2y_1 = a_{\\text{max}}', 'x, y_1, a_max'],
    ["f'(x) + \\theta \\cdot \\varphi^2", "f', x, \\theta, \\phi"],
    ['\\sin x + \\operatorname{lcm}(a, b) + \\pi r^2 \\in \\mathbb{R}', 'x, a, b, r'],
    ['v = 5\\text{ m/s} + 3\\,\\mathrm{kg} + 4 cm', 'v'],
    ['5m', 'm doubtful'],
    ['e^{i\\theta}', 'e doubtful, i doubtful, \\theta'],
    ['\\overline{AB} \\perp \\vec{v}', 'A, B, v'],
    ['\\triangle ABC \\sim \\triangle DEF', 'A, B, C, D, E, F'],
    ['\\textcolor{red}{x} \\tag{2}', 'x'],
    ['\\begin{array}{cc} p & q \\\\[2pt] r & s \\end{array}', 'p, q, r, s'],
    ['sin(t) + ln u + mod 5', 't, u'],
    ['25^\\circ C', ''],
    ['\\Delta t', 't'],
    ['a_{n+1}', 'a_n+1, n index'],
  ] as const)
    assert.equal(names(formula), expected, formula)
})

test('what a formula binds by itself', () => {
  for (const [formula, expected] of [
    ['\\sum_{k=1}^{n} k^2', 'k bound, n, k'],
    ['\\sum_{1 \\le i < j} x', 'i bound doubtful, j, x'],
    ['\\int_a^b g(t)\\,dt', 'a, b, g, t, t bound'],
    ['\\int x\\,\\mathrm{d}x', 'x, x bound'],
    ['\\lim_{x \\to c} x', 'x bound, c, x'],
    ['\\frac{dy}{dx}', 'y, x'],
    ['\\{ z \\in S \\mid z > q \\}', 'z bound, S bound, z, q'],
    ['\\forall x, y \\in S', 'x bound, y bound, S'],
    ['f(x, y) = x + c', 'f, x bound, y bound, x, c'],
    ['n(n - 1) = m', 'n, n, m'],
    ['g \\colon x \\mapsto x^2', 'g, x bound, x'],
  ] as const)
    assert.equal(names(formula), expected, formula)
})

test('macros bring their symbols with them', () => {
  const macros = {
    '\\un': '\\,\\mathrm{#1}',
    '\\P': '\\mathrm{P}\\left( #1 \\right)',
    '\\vv': '\\vec{\\w}',
    '\\w': 'w',
  }
  assert.equal(names('\\P{R \\mid S} + 5 \\un{m} + \\vv', macros), 'P, R, S, w')
  assert.equal(names('\\loop', { '\\loop': '\\loop x' }), 'x')
})

test('what words introduce', () => {
  for (const [text, ...expected] of [
    ['Let $x$ be a root of $y + 1$.', 'x introduced', 'y mentioned'],
    ['Let $a$, $b$ and $c$ be sides.', 'a introduced', 'b introduced', 'c introduced'],
    [
      'Let the foot of the height from $A$ on $BC$ be $D$.',
      'A mentioned',
      'B mentioned',
      'C mentioned',
      'D introduced',
    ],
    ['The area is $s^2$, where $s$ is the side.', 's', 's specified'],
    ['The circle with radius $r$ is $x^2 + y^2 = r^2$.', 'r specified', 'x mentioned', 'y mentioned', 'r mentioned'],
    ['Points $A$ and $B$ coincide.', 'A named', 'B named'],
    ['For all $n$ we have $n > m$.', 'n bound', 'n', 'm'],
    ['Thus $k = 3m$ and $k = 5$.', 'k defined', 'm', 'k'],
    ['Thus $k = 3k - 1$.', 'k', 'k'],
    ['设 $x$ 为整数，则 $x > y$。', 'x introduced', 'x mentioned', 'y mentioned'],
    ['半径 $r$ 与 $s$ 满足 $r = t$。其中 $t$ 是常数。', 'r named', 's named', 'r', 't', 't specified'],
    ['Let S be the amount. So S = 5 + T.', 'S introduced', 'S', 'T'],
    ['It is 3 x 5 = 15 m, so 2x + 5 = y.', 'x', 'y'],
    ['He pays $5 for the job and gets $3 back.'],
    ['[asy]draw(A--B); label("$x_1$", A);[/asy] So $A = 1$.', 'A drawn', 'B drawn', 'x_1 drawn', 'A'],
  ] as const)
    assert.deepEqual(inText(text), expected, text)
})

test('symbols know their step and their place', () => {
  const text = '@example a\n@problem\nFind $x$.\n@solution\n@step\nLet $y = 1$.\n@step\n%% no\nThen $x = y$.\n'
  const document = parse(text)
  const region = document.regions.find(({ example }) => example)!
  const { problem, solutions } = symbolsOf({ region, macros: {}, words: defaultLexicon })
  assert.deepEqual(problem.map(told), ['x'])
  const places = solutions[0]!.places
  assert.deepEqual(
    places.map(place => `${place.step} ${told(place)}`),
    ['1 y introduced', '2 x', '2 y'],
  )
  for (const place of places) {
    const { end, start } = symbolSpan(place)
    assert.equal(region.text.slice(start, end), place.name)
  }
})

test('hostile formulas end soon', () => {
  for (const formula of [
    '_'.repeat(9_000),
    '_{'.repeat(4_000),
    '\\{|'.repeat(3_000),
    '('.repeat(9_000),
    'a_'.repeat(4_000),
    '\\forall '.repeat(1_200),
  ]) {
    assert.ok(scanFormula(formula).symbols.length < 9_000)
  }
})
