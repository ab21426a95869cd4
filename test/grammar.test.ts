import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import oniguruma from 'vscode-oniguruma'
import textmate from 'vscode-textmate'
import { answerKinds, directiveNames, stepKinds } from '../server/src/core/format/directives.ts'
import { exampleFieldNames, headerFieldNames } from '../server/src/core/format/fields.ts'
import { displayEnvironments, scan } from '../server/src/core/text/markup.ts'

const require = createRequire(import.meta.url)
const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const source = read('syntaxes/limo.tmLanguage.json')

// The editor's own grammars are not here; these stand for them, with constructs that would run on to the end of the file.
const embedded: Readonly<Record<string, object>> = {
  'source.python': {
    scopeName: 'source.python',
    patterns: [
      { begin: '"""', end: '"""', name: 'string.quoted.python' },
      { match: '\\bdef\\b', name: 'storage.python' },
    ],
  },
  'source.yaml': {
    scopeName: 'source.yaml',
    patterns: [
      { begin: '\\[', end: '\\]', name: 'meta.flow.yaml' },
      { match: '-(?= )', name: 'punctuation.item.yaml' },
    ],
  },
}

await oniguruma.loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')))
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: patterns => new oniguruma.OnigScanner(patterns),
    createOnigString: text => new oniguruma.OnigString(text),
  }),
  loadGrammar: async scope => {
    const other = { scopeName: scope, patterns: [{ begin: '/\\*', end: '\\*/', name: 'comment.other' }] }
    const json = scope === 'text.limo' ? source : JSON.stringify(embedded[scope] ?? other)
    return textmate.parseRawGrammar(json, `${scope}.json`)
  },
})
const grammar = (await registry.loadGrammar('text.limo'))!

/** The scopes of each character but line ends. */
function scopesOf(text: string): string[][] {
  const all: string[][] = []
  let state = textmate.INITIAL
  for (const line of text.split('\n')) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state)
    for (const { startIndex, endIndex, scopes } of tokens) {
      for (let at = startIndex; at < Math.min(endIndex, line.length); at++) all.push(scopes)
    }
    all.push([])
    state = ruleStack
  }
  return all
}

/** Puts « » around every stretch that has the scope; in what it is given, they are left out. */
function marked(text: string, scope: string): string {
  const plain = text.replace(/[«»]/g, '')
  const scopes = scopesOf(plain)
  let result = ''
  let open = false
  for (let at = 0; at <= plain.length; at++) {
    const inside = plain[at] !== '\n' && !!scopes[at]?.some(name => name === scope || name.startsWith(`${scope}.`))
    if (inside !== open) result += inside ? '«' : '»'
    open = inside
    result += plain[at] ?? ''
  }
  return result
}

/** Each text has the scope exactly where the marks are. */
function shows(scope: string, ...texts: string[]): void {
  test(`${scope}: ${texts[0]!.replaceAll('\n', '⏎').slice(0, 60)}`, () => {
    for (const text of texts) assert.equal(marked(text, scope), text)
  })
}

// Directives

for (const name of directiveNames) {
  shows(
    'keyword.control.directive',
    `x\n«@${name}»`,
    `«@${name}»\tx`,
    `«@${name}»: x`,
    `«@${name}»：x`,
    `«@${name}»{#a}`,
    `@${name}s\n x @${name}\n\\@${name}\n@${name}-a`,
  )
}
shows('entity.name.type.example', '@example «powers-of-two»', '@example «a.b_2»: x', '@example: x', '@step a')
shows('constant.numeric.version', '@limo «1»', '@limo x', '@limo «2»\ntitle: 1')
shows('storage.type.kind', ...stepKinds.map(kind => `@step «${kind}» {#a}: T`), '@step other: case', '@step: derive')
shows('storage.type.kind', ...answerKinds.map(kind => `@answer «${kind}»: x`), '@answer: text', '@hint text')
shows('markup.deleted', '@solution «flawed»: T', '@solution correct', '@solution: flawed', 'x\n«@error»: $x$')
shows('markup.inserted', '@solution «correct» {#a}', '@solution', '@step correct')
shows('entity.name.function.label', '@step derive {#«cycle»}: [#x]', '@solution {#«循环-2» key}', '@step: {#x}')
shows('entity.other.attribute-name', '@answer {«tolerance»=0.1 «unit»="a b" «flag»}: {c=d}')
shows('constant.numeric.limo', '@answer {tolerance=«1e-3» unit=m2}')
shows('string.unquoted.limo', '@answer {unit=«m/s» x=1}')
shows('string.quoted', '@answer {unit=«"a ""b"" }:"» x}: "c"', '@answer {unit=«"open: x»\n@step: "x"')
shows('constant.character.escape.limo', '@answer {unit="a «""»b«""»"}')
shows('punctuation.separator.directive', '@step derive {a="x:y"}«:» a: b', '@step«：» 标题', '@error x«：»y: z')
shows(
  'entity.name.section.limo',
  '@step plan: «First: $x$, **then**»  ',
  '@solution： «标题»',
  '@problem: x',
  '@hint: x',
)
shows('markup.math.inline', '@step: «$x$» and $y', '@step: $x\ny$ z', '@step: «\\(x»\ny\\)')

// Comments, escapes, near misses

shows('comment', '«%% a»\n@limo 1\n«%%»\ntitle: x %% y\n  %% z\n@problem\n $x$ %% y\n«%%x»')
shows('comment', '@problem\n```python\n«%% x»\n"""\n«%% y»\n```\n$$\n«%% z»\n$$\n[asy]\n«%% a»')
shows(
  'keyword.other.pragma',
  '%% «limo-disable» a',
  '%%«limo-disable-next-line»',
  '%% a limo-disable',
  '%% limo-disables',
)
shows('variable.other.rule', '%% limo-disable «missing-part» «a»', '%% missing-part')
shows('constant.character.escape.limo', '@problem\n«\\»@step x\n«\\»\\@hint: x\n«\\»%% x\n\\@steps\na \\%% x')
shows(
  'constant.character.escape.limo',
  '@problem\n```\n«\\»@step\n$$\n«\\»%% a\n```\n[asy]\n«\\»@hint',
  '@limo\n\\@step',
)
shows('markup.math', '@problem\n\\@step «$x$»\n\\%% «$y$»')
shows('invalid.illegal', '@problem\n «@step» x\n«@Step»\n«@ step»: a\n«＠step»：\n«@ANSWER»')
shows('invalid.illegal', '@problem\n@alice said\n@soluton\n@steps\n@ alice\n```\n @step\n```\na @Step')
shows('invalid.illegal', '@example a\nstatus: draft\n «@problem»\n@answer: 2\n«@Check»: 3')

// Fields

shows(
  'entity.name.tag',
  '@limo 1\n«title»: a: b\n«macros»:\n  \\Z: x\nother: x\n«defaults»:\n  topics: x',
  'title: x\n@hint\ntitle: x',
)
shows('meta.field.unknown', '@example a\n«colour»: x\ntitle: x\n«难度»: 3\nhttps://x')
shows('string.unquoted.value', '@limo 1\ntitle: «Part 1: powers #2»\nlicense: "x"\ndifficulty: 3\n@problem\ntitle: x')
shows('string.unquoted.value', '@limo 1\ndescription: |\n  «a: b»\n  «- [c»\ntitle: «x»')
shows('string.quoted.value', '@example a\ntitle: «"a: b"»\ndomain: «\'it\'\'s\'»\nsource: "a" b')
shows(
  'meta.flow.yaml',
  '@example a\ntopics: «[a,»\n«  b]»\ntags: «[c»\n«d»\nauthors: x',
  '@example a\ntags: «[x»\n@problem\ny',
)
shows('punctuation.item.yaml', '@example a\ntopics:\n«-» a\n  «-» b\ntitle: - c\nmeta:\n  «-» d')
shows('entity.name.function.macro', '@limo 1\nmacros:\n  «\\Z»: \\mathbb{Z}\n  "«\\\\norm»": x\ntitle: \\x: y')
shows('markup.math.inline', '@limo 1\nmacros:\n  \\norm: «\\lVert #1 \\rVert»\n  \\Z: «{»\n\ntitle: x')
shows('meta.fields', '«@limo 1»\n«title: x»\n@problem\nx: y\n«@example a»\n«b: c»\n@hint')

// Math

shows('markup.math.inline', '@problem\nFind «$2^{100}$», «\\(x\\)» or「«$y$»」：«$z$»。')
shows(
  'markup.math.inline',
  '@problem\nA pen is \\$5 and $6.',
  '@problem\n$5 and $6',
  '@problem\n$ x$ and «$y$»',
  '@problem\n5$ 6$',
)
shows(
  'markup.math.inline',
  '@problem\n«$5$» is $5 for «$n$»',
  '@problem\n一共$5元，每份«$n$»',
  '@problem\n«$5\\text{元}$»和$6元$',
)
shows('markup.math.inline', '@problem\n«$\\$$» «$\\text{a $b$ c}$» «$a$» 5 \\\\«$x$» \\\\\\$y', '@problem\n$x^{2$ z')
shows(
  'markup.math.inline',
  '@problem\n«$x +»\n«y$» z\n\n«$a»\n\nb$ c',
  '@problem\nIt costs $ten dollars\nmore$ x',
  '@problem\nIn US$.\nx',
)
shows(
  'markup.math.inline',
  '@problem: «$x$»\n«$y$»',
  '@error: «$x$»',
  '@hint：«$x$»',
  '@answer text: «$x$»',
  '@answer choice\n«$x$»',
)
shows('markup.math.inline', '@problem\n# «$x$»\n> «$y$»\n- «$z$»\n| «$a$» | b |\n**b «$c$»** `$d$`\n[«$e$» f')
shows('markup.math.block', '@problem\n«$$x$$» «\\[y\\]» \\\\[2pt]\n«$$»\n«\\frac{1}{2»\n«$$» z')
shows('markup.math.block', '@problem\n«\\begin{align*}»\n«a &= b \\\\»\n«\\end{align*}» x\n\\begin{tabular}')
shows('markup.math.block', ...displayEnvironments.map(name => `@problem\n«\\begin{${name}}x\\end{${name}}» y`))
shows(
  'markup.math.block',
  '@answer: «\\frac{1}{2} $5$»',
  '@check\n«2^{10} = 1024»\n@hint\nx',
  '@answer text: x',
  '@answer proof\nx',
)
shows('markup.math.block', '@problem\n«$$ \\frac{a $$» b «\\[ \\text{c \\]» d\n«$$»\n«{a»\n\nb')
shows('markup.math', '@problem\n«\\( {a \\)» b «$\\begin{align}x$» y')
shows('support.function', '@problem\n$«\\frac»{1}{x} + «\\operatorname*»{ab}$ \\frac', '@answer: «\\sqrt»2')
shows('keyword.operator', '@answer: a«_»1 «\\equiv» b«^»2 \\infty «\\le»3 «\\in» S')
shows('keyword.control.align', '@problem\n$$\na «&»= b\n$$\na & b')
shows('keyword.control.newline', '@problem\n$$\na «\\\\» b «\\\\[2pt]»\n$$\na \\\\ b')
shows(
  'entity.name.function.environment',
  '@problem\n$$\\begin{«cases»}x\\end{«cases»}$$ \\begin{«align*»}\\end{«align*»}',
)
shows('constant.numeric.math', '@problem\n$«2» + x_«10» + «3.5»y$ 7', '@answer: «5»')
shows('variable.other.math', '@problem\na $«x»_1 + \\frac{«ab»}{2} \\text{c}$', '@answer: «x»')
shows('meta.boxed', '@problem\n$x = «\\boxed{\\frac{1}{2}}» + {y}$', '@problem\n\\boxed{2}')
shows('markup.bold.boxed', '@problem\n$\\boxed{«4»}$', '@problem\n$$\\boxed{«a»\n\n@hint\nx')
shows('string.unquoted.text', '@problem\n$x \\text{« if »}y\\mathrm{z}$', '@answer: \\mbox{«a {b} c»} d')
shows('comment.line.percentage.tex', '@problem\n$$\na «% b»\nc 5\\% «%»$$ d % e', '@problem\n$a «% b»$ c')

// Markdown

shows('markup.bold', '@problem\na «**b**» c', '@problem\n这是«**重点**»内容', '@problem\n** a ** \\**b** **c')
shows(
  'markup.bold',
  '@problem\n«**a *b* `**` $c**d$ e**» f',
  '@problem\n«__a_b__» c__d__',
  '@problem\n$a**b$ **c\n\nd**',
)
shows(
  'markup.italic',
  '@problem\n«*a*» 2 * 3 * 4 «_b_» snake_case_name «*c **d** e*»',
  '@problem\n«***a***» b*',
  '@problem\n$a_1$ _b $c_2$',
)
shows('markup.strikethrough', '@problem\na «~~b~~» ~~c')
shows('markup.inline.raw', '@problem\na «`b $c$ [#d]`» «``e ` f``» `g\n\nh` i')
shows('markup.heading', '@problem\n«# a»\n«### b $x$»\n#c\n  x # d', '@problem\n#hash')
shows('punctuation.definition.list', '@problem\n«-» a\n  «1.» b\n«*» c\n-d\n2.5 e', '@problem\n$$\n- a\n$$')
shows('markup.quote', '@problem\n«> a»\nb > c')
shows('meta.separator', '@problem\n«---»\na --- b')
shows('markup.table', '@problem\n«| a | b |»\n«|---|:-:|»\n|x| = 3')
shows('markup.underline.link', '@problem\nsee [a](«http://b.c/d_e_f») and <«https://x.y»>')
shows('meta.reference', '@problem\nby «[#cycle]» and «[#循环-2]», not `[#a]` or $[#b]$ or \\[#c]')
shows('variable.other.label', '@problem\nby [#«cycle»].')
shows('constant.character.escape.markdown', '@problem\na «\\$»5 «\\*»b«\\*» «\\\\»\\c')

// Code and drawings

shows(
  'markup.fenced_code',
  '@problem\n«```»\n«$x$ **a**»\n«~~~»\n«````»\nb',
  '@problem\na ```\nb',
  '@problem\n«~~~ text»\n«```»\n«~~~»\nc',
)
shows('meta.embedded.block.python', '@problem\n```python\n«def f():»\n«  x»\n```\ndef', '@problem\n~~~py\n«a»\n~~~\nb')
shows('storage.python', '@problem\n``` Python title\n«def» f\n```\ndef')
shows(
  'meta.embedded.asy',
  '@problem\na [asy]\n«draw("$O$", (0,0));»\n\n«// b»\n[/asy] c $',
  '@problem\n[asy]«"a»[/asy] $b$',
)
for (const [info, language] of Object.entries({
  js: 'javascript',
  ts: 'typescript',
  c: 'c',
  'c++': 'cpp',
  java: 'java',
  json: 'json',
  sh: 'shellscript',
  tex: 'latex',
})) {
  shows(`meta.embedded.block.${language}`, `@problem\n\`\`\`${info}\n«x»\n\`\`\`\ny`)
}

// A directive ends whatever was open

test('a directive is one after anything that was left open', () => {
  const openers = [
    '```',
    '```python\n"""',
    '~~~js',
    '$$',
    '$$\n\\text{',
    '\\[ {',
    '\\(',
    '$x +',
    '\\begin{align}',
    '[asy]\n"',
  ]
  openers.push('**a', '`a', '> $$', '- ```', '| $$ |', '# $$', '\\boxed{', '[a](', '$\\text{$', '$$ %', '~~a', '[#')
  const parts = [...openers.map(opener => `@problem\n${opener}`), '@limo 1\ntopics: [', '@limo 1\nmacros:\n  \\a: {']
  parts.push('@limo 1\ntitle: "', '@answer: {', '@answer {a="', '@step: $$', '@step {', '@check: \\text{')
  for (const part of parts) {
    const after = marked(`${part}\n@step derive: T\nx\n%% c`, 'text.limo').split('\n').slice(-3)
    assert.deepEqual(after, ['«@step derive: T»', '«x»', '«%% c»'], part)
    const [step, , x] = scopesOf(`${part}\n@step\nx`).slice(-4, -1)
    assert.deepEqual(step, ['text.limo', 'keyword.control.directive.limo'], part)
    assert.deepEqual(x, ['text.limo'], part)
  }
})

// One list, two places

test('the names in the grammar are those of the format', () => {
  const rules = JSON.parse(source).repository
  const names = (pattern: string, before = '\\(\\?[:!i]+') =>
    new RegExp(`${before}((?:[a-z]+\\|)+[a-z]+)\\)`).exec(pattern)![1]!.split('|').sort()
  const directives = [...directiveNames].sort()
  assert.deepEqual(names(rules.part.while), directives)
  assert.deepEqual(names(rules['near-miss'].match), directives)
  assert.deepEqual(names(rules['escaped-line'].match), directives)
  assert.deepEqual(names(rules['step-kind'].match, '\\('), [...stepKinds].sort())
  assert.deepEqual(names(rules['answer-kind'].match, '\\('), [...answerKinds].sort())
  const fields = ['field-string', 'field-yaml'].flatMap(rule => names(rules[rule].begin, '\\('))
  assert.deepEqual([...fields, 'macros'].sort(), [...new Set([...exampleFieldNames, ...headerFieldNames])].sort())
  assert.deepEqual(names(rules['field-block'].begin, '\\('), names(rules['field-string'].begin, '\\('))
})

test('words are commands, names, numbers and runs of letters', () => {
  const { wordPattern, onEnterRules } = JSON.parse(read('syntaxes/limo.language-configuration.json'))
  const words = (text: string) => text.match(new RegExp(wordPattern.pattern, `${wordPattern.flags}g`))
  assert.deepEqual(words('\\alpha+x-1=3.5'), ['\\alpha', 'x', '1', '3.5'])
  assert.deepEqual(words('@step derive {#cycle-2}: mod-seven.'), ['@step', 'derive', 'cycle-2', 'mod-seven'])
  assert.deepEqual(words('设 $x$ 为正数，循环2'), ['设', 'x', '为正数', '循环2'])
  const continued = (line: string) =>
    onEnterRules.find((rule: { beforeText: string }) => new RegExp(rule.beforeText).test(line))?.action.appendText
  assert.deepEqual(['- a', '  * b', '9. c', '> d'].map(continued), ['- ', '* ', '10. ', '> '])
  assert.deepEqual(['- ', '- x &= 1 \\\\', '%% a', '2.5 kg', '1.'].map(continued).filter(Boolean), [])
})

// Real texts are not for committing; where they are, the colours have to agree with the parser.
const samples = new URL('../../shared/data/math-sample.jsonl', import.meta.url)
test('math, code and drawings are where the parser finds them', { skip: !existsSync(samples) }, () => {
  const rows = readFileSync(samples, 'utf8').trim().split('\n').slice(0, 100)
  for (const text of rows.flatMap(row => [JSON.parse(row).problem as string, JSON.parse(row).solution as string])) {
    const scopes = scopesOf(`@problem\n${text}`).slice('@problem\n'.length)
    const found = scan(text).filter(piece => piece.type !== 'dollar' && piece.type !== 'unclosed')
    for (let at = 0; at < text.length; at++) {
      if (text[at] === '\n') continue
      const piece = found.find(({ start, end }) => start <= at && at < end)
      const coloured = scopes[at]!.some(name => /^markup\.(math|inline\.raw|fenced)|asy|drawing/.test(name))
      assert.equal(coloured, !!piece, `${text.slice(Math.max(0, at - 20), at)}«${text.slice(at, at + 20)}»`)
    }
  }
})

test('no line takes long', () => {
  const many = (text: string) => text.repeat(20_000 / text.length)
  const hard = [
    '{',
    '$',
    '${',
    '$a ',
    '$5 and ',
    '**a ',
    '*a',
    '_a ',
    '`',
    '` `` ',
    '**`$',
    '~~a ',
    '[',
    '[a](',
    '\\',
    '\\text{',
    ' ',
    '| a ',
  ]
  hard.push('$\\text{$', '> ', '# ', '<https://', '元$5', '"\\', '\\frac{1}{x} ', '[asy]"', '%', '[#a', '***a ')
  const lines = hard.flatMap(text => [many(text), `$${many(text)}$`, `$$${many(text)}`])
  lines.push(...hard.flatMap(text => [`@step {a="${many(text)}`, `@step: ${many(text)}`, `@answer: ${many(text)}`]))
  for (const line of lines) {
    const start = performance.now()
    const { ruleStack } = grammar.tokenizeLine2(line, textmate.INITIAL)
    grammar.tokenizeLine2('', ruleStack)
    const took = performance.now() - start
    assert.ok(took < 1000, `${Math.round(took)} ms for ${line.slice(0, 40)}`)
  }
})
