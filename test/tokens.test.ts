import assert from 'node:assert/strict'
import { execFileSync, execSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { trainedTokens } from '../server/src/core/cutoff.ts'
import { parse } from '../server/src/core/format/parse.ts'
import { lint } from '../server/src/core/lint.ts'
import { effectiveFields, exportedTexts, solutionSource } from '../server/src/core/row.ts'
import { beyondCutoff } from '../server/src/core/rules/beyond-cutoff.ts'
import { noFacts } from '../server/src/core/rules/rule.ts'
import { defaultSettings, type Settings } from '../server/src/core/settings.ts'
import { type TokenFacts, tokenFacts, tokenTasks } from '../server/src/core/tokens.ts'
import { countTokens, tokenCount, tokenCounter } from '../server/src/token-counter.ts'
import { seeds } from './seeds.ts'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'limo-tokens-'))
const counter = tokenCounter()
after(() => {
  counter.dispose()
  rmSync(folder, { recursive: true })
})

const count = (texts: readonly string[], tokenizer: string): Promise<number[]> =>
  countTokens(texts, { tokenizer, folder }, counter)

function write(name: string, content: unknown): string {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  return name
}

// https://developers.openai.com/cookbook/examples/how_to_count_tokens_with_tiktoken
for (const [tokenizer, counts] of [
  ['o200k_base', [6, 6, 7, 8]],
  ['cl100k_base', [6, 6, 7, 9]],
] as const) {
  test(`${tokenizer} counts as published`, async () => {
    const texts = ['tiktoken is great!', 'antidisestablishmentarianism', '2 + 2 = 4', 'お誕生日おめでとう']
    assert.deepEqual(await count(texts, tokenizer), counts)
  })

  test(`${tokenizer} has no more tokens than bytes, and takes the marks of a chat for text`, async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('<|endoftext|>', '<|im_end|>', '\ud800', '中文 $x^2$'),
    )
    const texts = fc.sample(
      fc.array(text).map(all => all.join('')),
      { numRuns: 200, seed: 1 },
    )
    for (const [i, tokens] of (await count(texts, tokenizer)).entries()) {
      assert.ok(tokens <= Buffer.byteLength(texts[i]!), JSON.stringify(texts[i]))
    }
    assert.ok((await count(['<|endoftext|>'], tokenizer))[0]! > 1)
  })
}

/** Knows the letters of "so x is small", and that `s`, `m` and `al` are read together. */
const tiny = {
  version: '1.0',
  added_tokens: [{ id: 0, content: '<end>', special: true }],
  normalizer: { type: 'NFC' },
  pre_tokenizer: {
    type: 'Sequence',
    pretokenizers: [
      {
        type: 'Split',
        pattern: { Regex: ' ?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+|\\s+' },
        behavior: 'Isolated',
        invert: false,
      },
      { type: 'ByteLevel', add_prefix_space: false, use_regex: false },
    ],
  },
  post_processor: null,
  decoder: { type: 'ByteLevel' },
  model: {
    type: 'BPE',
    vocab: Object.fromEntries(
      ['<end>', ...'soximalé0123456789.', 'Ġ', 'Ċ', 'Ã', '©', 'Ġs', 'al', 'Ġsm', 'all', 'Ġsmall', 'is', 'Ġis'].map(
        (token, i) => [token, i],
      ),
    ),
    merges: [
      ['Ġ', 's'],
      ['a', 'l'],
      ['Ġs', 'm'],
      ['al', 'l'],
      ['Ġsm', 'all'],
      ['i', 's'],
      ['Ġ', 'is'],
    ],
  },
}

test('a tokenizer.json counts as it says', async () => {
  write('tiny/tokenizer.json', tiny)
  // s|o| |x| is| small|.  and  1|2|3  and  é, of two bytes, also where it is typed as two characters
  const texts = ['so x is small.', '123', 'é', 'e\u0301', '']
  assert.deepEqual(await count(texts, 'tiny/tokenizer.json'), [7, 3, 2, 2, 0])
  const text = 'so x is small. so x is small.'
  const name = { tokenizer: 'tiny/tokenizer.json', folder: pathToFileURL(folder).href }
  assert.deepEqual(await counter.count({ texts: ['so', text], cutoff: 27 }, name), {
    type: 'counted',
    counts: [2, 14],
    cut: text.length - 1,
  })
})

test('a tokenizer.json that has changed is read again', async () => {
  write('changed.json', tiny)
  assert.deepEqual(await count([' small'], 'changed.json'), [1])
  write('changed.json', { ...tiny, model: { ...tiny.model, merges: [] } })
  utimesSync(join(folder, 'changed.json'), 1, 1)
  assert.deepEqual(await count([' small'], 'changed.json'), [6])
})

for (const [name, content, reason] of [
  ['nowhere.json', undefined, 'no such file or folder'],
  ['.', undefined, 'it is no file'],
  ['text.json', 'root:x:0', 'it is not JSON'],
  ['list.json', [], 'it is no tokenizer.json'],
  ['config.json', { model_type: 'qwen2' }, 'it is no tokenizer.json'],
  [
    'unknown.json',
    { ...tiny, pre_tokenizer: { type: 'Psychic' } },
    'it cannot be used: Unknown PreTokenizer type: Psychic',
  ],
  ['spaces.json', { ...tiny, pre_tokenizer: { type: 'Whitespace' } }, 'its pre-tokenizer Whitespace is not known here'],
  ['vocabulary.json', { model: { type: 'BPE' } }, 'it cannot be used: '],
  [
    'merged.json',
    { ...tiny, pre_tokenizer: { type: 'Split', pattern: { String: 'o' }, behavior: 'MergedWithPrevious' } },
    'its pre-tokenizer Split (MergedWithPrevious) is not known here',
  ],
] as const) {
  test(`a tokenizer.json that cannot be used is named with what is wrong: ${reason}`, async () => {
    if (content) write(name, content)
    await assert.rejects(count(['x'], name), (error: Error) => {
      assert.ok(error.message.includes(`"${name}": ${join(folder, name)}: ${reason}`), error.message)
      assert.ok(error.message.endsWith('expected o200k_base, cl100k_base or the path of a tokenizer.json'))
      return true
    })
  })
}

test('a way of splitting that never comes to pass is no obstacle', async () => {
  const normalizer = { type: 'Sequence', normalizers: [{ type: 'Replace', pattern: { String: ' ' }, content: 's' }] }
  const pre_tokenizer = { type: 'Split', pattern: { String: ' ' }, behavior: 'MergedWithPrevious', invert: false }
  write('replaced.json', { ...tiny, normalizer, pre_tokenizer })
  assert.deepEqual(await count(['x o al'], 'replaced.json'), [5])
})

test('where there is no folder on this machine, a relative path is not guessed', async () => {
  for (const base of [undefined, 'vscode-vfs://github/a/b']) {
    const name = { tokenizer: 'tokenizer.json', ...(base && { folder: base }) }
    await assert.rejects(countTokens(['x'], name, counter), /only files on this machine can be read/)
  }
})

test('the prompt and the marks count, and a cut solution is cut as LLaMA-Factory cuts it', () => {
  // 13 tokens of marks before the solution, 2 behind
  assert.deepEqual(trainedTokens([10, 20, 57], 102), { tokens: 102, kept: 57 })
  assert.deepEqual(trainedTokens([10, 20, 58], 102), { tokens: 103, kept: 58 })
  assert.deepEqual(trainedTokens([10, 20, 158], 102), { tokens: 203, kept: 59 })
  // A short solution is kept whole: its problem is cut.
  assert.deepEqual(trainedTokens([10, 200, 20], 102), { tokens: 245, kept: 20 })
  // Both are long: each is cut to its share.
  assert.deepEqual(trainedTokens([10, 77, 98], 100), { tokens: 200, kept: 50 })
})

const withCutoff = (cutoff: number, tokenizer = 'o200k_base'): Settings => ({
  ...defaultSettings,
  tokens: { cutoff, tokenizer },
})

test('the examples of beyond-cutoff say what is counted', async () => {
  const settings = withCutoff(60)
  for (const { text, facts } of beyondCutoff.bad) {
    const document = parse(text.replaceAll(/[«»]/g, ''))
    const [region] = document.regions
    const tasks = tokenTasks(document, region!, settings)
    const counts = []
    for (const task of tasks) {
      const counted = task && (await counter.count(task, settings.tokens))
      counts.push(counted?.type === 'counted' ? tokenCount(counted, task!) : undefined)
    }
    const beyond = counts.map(one => (one && one.tokens > 60 ? one : undefined))
    assert.deepEqual(tokenFacts(settings, beyond), facts?.tokens?.(region!))
    const stop = lint(document, settings, { ...noFacts, ...facts })[0]!.find(({ rule }) => rule === 'beyond-cutoff')
    const { span } = stop!.related![0]!
    assert.equal(region!.text.slice(span.start, span.end), ' = \\boxed{17}$.')
  }
})

test('what is surely short is not counted', () => {
  const document = parse(beyondCutoff.good[0]!)
  const tasks = (settings: Settings) => tokenTasks(document, document.regions[0]!, settings).filter(Boolean).length
  const bytes = 15 + Buffer.byteLength('Please reason step by step, and put your final answer within \\boxed{}.')
  const { question, solution } = exportedTexts(
    document.regions[0]!.example!,
    document.regions[0]!.example!.solutions[0]!,
    undefined,
  )
  const all = bytes + Buffer.byteLength(question + solution)
  assert.deepEqual([tasks(withCutoff(all)), tasks(withCutoff(all - 1)), tasks(withCutoff(0))], [0, 1, 0])
  // A tokenizer of one's own may have more tokens than bytes.
  assert.deepEqual([tasks(withCutoff(all, 'a.json')), tasks(withCutoff(4 * all, 'a.json'))], [1, 0])
  // Never short by a quick look and long by a close one.
  const grown = ['é', '中', '😀', '[#a]'.repeat(9)].map(
    text => `@problem\nx\n@solution\n@step {#a}\n${text.repeat(100)}\n${'@step\n1\n'.repeat(30)}`,
  )
  for (const document of [...grown, ...seeds].map(text => parse(text))) {
    for (const region of document.regions) {
      for (const [i, solution] of (region.example?.solutions ?? []).entries()) {
        if (solution.flawed) continue
        const { language } = effectiveFields(document, region.example!)
        const texts = exportedTexts(region.example!, solution, language)
        const exact = bytes + Buffer.byteLength(texts.question + texts.solution)
        assert.equal(tokenTasks(document, region, withCutoff(exact))[i], undefined)
        assert.ok(tokenTasks(document, region, withCutoff(exact - 1))[i])
      }
    }
  }
})

test('a place in an exported solution is found in its source', () => {
  const more =
    '@example a\nlanguage: zh\n@problem\nx\n@solution {#one}\n先看。\n@step {#first}\n第一\n%% no\n\\@step\n@step\n@step\n' +
    '由[#first]和[#two]得\r\n[#nothing]。\n@solution {#two}\nAs in [#one],\n\nno step.\n'
  let places = 0
  for (const text of [...seeds, more]) {
    for (const region of parse(text).regions) {
      for (const solution of region.example?.solutions ?? []) {
        const language = region.example!.fields.values.language
        const exported = exportedTexts(region.example!, solution, language).solution
        const words = new Set(
          [
            ...exported.matchAll(/(?:^|\n\n)(?:Step \d+\.\s|第\d+步。)?|Step \d+|第\d+步|Solution \d+|解法\d+/g),
          ].flatMap(({ 0: word, index }) => Array.from(word, (_, i) => index + i)),
        )
        let before = 0
        for (let at = 0; at < exported.length; at += 3) {
          const source = solutionSource(region.example!, solution, language, at)
          assert.ok(source >= before, `in order: ${exported.slice(at, at + 20)}`)
          before = source
          if (region.text[source] === exported[at]) places++
          else assert.ok(words.has(at), exported.slice(at, at + 20))
        }
      }
    }
  }
  assert.ok(places > 5_000)
})

test('a comment that silences beyond-cutoff is left over only where the tokens are known', () => {
  const document = parse(
    '@example a\n@problem\nWhat is it?\n%% limo-disable-next-line beyond-cutoff\n@solution\nIt is $\\boxed{2}$.\n@answer: 2\n',
  )
  const rules = (facts: TokenFacts | undefined): string[] =>
    lint(document, defaultSettings, { ...noFacts, tokens: () => facts })
      .flat()
      .map(({ rule }) => rule)
      .filter(rule => rule !== 'missing-header')
  assert.deepEqual(rules(undefined), [])
  assert.deepEqual(rules(tokenFacts(defaultSettings, [])), ['unused-suppression'])
  assert.deepEqual(rules(tokenFacts(defaultSettings, [{ tokens: 17_031 }])), [])
})

test('what is built loads a vocabulary only to count, and counts', () => {
  const dist = join(folder, 'dist')
  execSync(`npm run --silent build:node -- "--outdir=${dist}" "--metafile=${join(dist, 'meta.json')}"`, { cwd: root })
  const { outputs } = JSON.parse(readFileSync(join(dist, 'meta.json'), 'utf8')) as {
    outputs: Record<string, { entryPoint: string; inputs: object }>
  }
  const holding = Object.values(outputs)
    .filter(({ inputs }) => Object.keys(inputs).some(input => /gpt-tokenizer|@huggingface/.test(input)))
    .map(({ entryPoint }) => entryPoint)
  assert.deepEqual(holding, ['server/src/token-thread.ts'])
  write('built/limo.config.json', { tokens: { cutoff: 60 } })
  write('built/a.limo', `@limo 1\n\n@example a\n${beyondCutoff.good[0]}@answer: 17\n`)
  const out = execFileSync(process.execPath, [join(dist, 'limo.cjs'), 'check', join(folder, 'built')], {
    encoding: 'utf8',
  })
  assert.match(out, /have 79 tokens by o200k_base, 19 beyond the cutoff of 60;.*beyond-cutoff/)
})
