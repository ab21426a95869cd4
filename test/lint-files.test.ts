import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { benchmarkReader } from '../server/src/benchmark-files.ts'
import type { Files } from '../server/src/cli/data-set.ts'
import { lintFiles } from '../server/src/cli/lint-files.ts'
import { reportOf } from '../server/src/cli/report.ts'
import { problemsOf } from '../server/src/core/dataset/problems.ts'
import { twinsOf } from '../server/src/core/dataset/twins.ts'
import { parse } from '../server/src/core/format/parse.ts'
import { likenessOf, lint, mathOf } from '../server/src/core/lint.ts'
import { macrosOf } from '../server/src/core/macros.ts'
import { rules } from '../server/src/core/rules/index.ts'
import { type Finding, noFacts } from '../server/src/core/rules/rule.ts'
import { defaultSettings, mergeSettings } from '../server/src/core/settings.ts'
import { tokenFacts } from '../server/src/core/tokens.ts'

const settings = mergeSettings(defaultSettings, {
  rules: { 'license-missing': 'hint', 'unused-suppression': 'error' },
})

/** Files that are in memory. */
function filesOf(texts: readonly string[]): Files {
  return {
    paths: [],
    async *read() {
      for (const [i, text] of texts.entries()) yield { type: 'text', path: pathOf(i), text, settings }
    },
  }
}

function pathOf(index: number): string {
  return `/nowhere/${index}.limo`
}

/** What is found where all texts are in memory at once. */
async function foundAtOnce(texts: readonly string[]): Promise<unknown[]> {
  const documents = texts.map((text, i) => ({ path: pathOf(i), document: parse(text) }))
  const benchmarks = await benchmarkReader(assert.fail).read(settings.benchmarks)
  const { likes, overlaps } = problemsOf(
    documents.map(({ document, path }) => ({ path, document, macros: macrosOf(document, settings) })),
    { likeness: likenessOf(settings), benchmarks },
  )
  const known = { twins: twinsOf(documents), likes, overlaps, tokens: () => tokenFacts(settings, []) }
  return documents.map(({ document, path }) =>
    lint(document, settings, { ...noFacts, ...known, path, math: mathOf(document, settings) }).map(told),
  )
}

async function foundInParts(texts: readonly string[], examples: number): Promise<unknown[]> {
  const all = new Map<string, unknown[][]>()
  for await (const { file, findings } of lintFiles(filesOf(texts), { examples })) {
    const [head = [], ...others] = findings.map(told)
    const before = all.get(file.path)
    if (!before) all.set(file.path, [head, ...others])
    else {
      before[0]!.push(...head)
      before.push(...others)
    }
  }
  return [...all.values()]
}

/** Regions of other examples are outlines where these are not in memory. */
function told(findings: readonly Finding[]): unknown[] {
  return findings.map(({ related, ...finding }) => ({
    ...finding,
    related: related?.map(({ place, ...rest }) => ({
      ...rest,
      path: place?.path,
      id: place?.region.example?.id?.text,
    })),
  }))
}

const examples = rules
  .flatMap(({ bad, good }) => [...good, ...bad.map(({ text }) => text.replaceAll(/[«»]/g, ''))])
  .map(text => text.replace(/^@limo[\s\S]*?(?=@example|$)/, ''))
const heads = [
  '',
  '@limo 1\n\n',
  '\uFEFF@limo 1\nlicense: MIT\nmacros:\n  \\R: \\mathbb{R}\n\n',
  '@limo 2\n\n',
  '%% limo-disable near-duplicate\n@limo 1\n%% limo-disable number-variant, duplicate-id\n\n',
  '%% limo-disable\n@problem\nWhat is $2 + 3$?\n\n',
]
const example = fc.record({
  text: fc.constantFrom(...examples),
  comment: fc.constantFrom('', '', '%% limo-disable-next-line duplicate-id\n', '%% limo-disable lone-dollar\n'),
})
const file = fc.record({
  head: fc.constantFrom(...heads),
  parts: fc.array(example, { maxLength: 7 }),
  lineEnd: fc.constantFrom('\n', '\n', '\r\n', '\r'),
  odd: fc.nat({ max: 9 }),
})
const texts = fc
  .array(file, { minLength: 1, maxLength: 3 })
  .map(files =>
    files.map(({ head, lineEnd, odd, parts }) =>
      [head, ...parts.map(({ comment, text }) => `${comment}${text.trimEnd()}\n`)]
        .map((text, i) => text.replaceAll('\n', i === odd ? '\r\n' : lineEnd))
        .join(''),
    ),
  )

test('what is found does not depend on how much of a file is in memory', async () => {
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 4 }), async (all, examples) => {
      assert.deepEqual(await foundInParts(all, examples), await foundAtOnce(all))
    }),
    { numRuns: 60 },
  )
})

test('a report says the same of a file in parts', async () => {
  await fc.assert(
    fc.asyncProperty(texts, async all => {
      const whole = await reportOf(lintFiles(filesOf(all), { examples: Number.POSITIVE_INFINITY }))
      assert.deepEqual(await reportOf(lintFiles(filesOf(all), { examples: 1 })), whole)
    }),
    { numRuns: 25 },
  )
})

test('a file that changes while it is checked is not mistaken for what it was', async () => {
  const [before, after] = [filesOf(['@example a\n']), filesOf(['@example a\n@example b\n'])]
  let reads = 0
  const files: Files = { paths: [], read: doing => (reads++ ? after : before).read(doing) }
  await assert.rejects(async () => {
    for await (const _ of lintFiles(files)) assert.ok(_)
  }, /it changed while it was checked/)
})
