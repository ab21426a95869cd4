import { twinsOf } from '../../server/src/core/dataset/twins.ts'
import type { Document } from '../../server/src/core/format/document.ts'
import { escapeText } from '../../server/src/core/format/lines.ts'
import { parse, regionStarts, update } from '../../server/src/core/format/parse.ts'
import { importHeader } from '../../server/src/core/formats/header.ts'
import { lint, mathOf } from '../../server/src/core/lint.ts'
import { type Facts, noFacts } from '../../server/src/core/rules/rule.ts'
import { defaultSettings } from '../../server/src/core/settings.ts'
import { stepsOf } from '../../server/src/core/text/pieces.ts'
import { exampleText, type GoldSet, sampleDocuments } from './gold.ts'
import type { Report } from './report.ts'

// How long the rules take.

const examples = 1000
const characters = 20_000
const runs = 15

/** To be asked first, while nothing is warm. */
export function measureTimes(sets: readonly GoldSet[]): (out: Report) => void {
  const many = manyExamples(sets)
  const whole = timed(() => {
    const document = parse(many)
    lint(document, defaultSettings, factsOf(document))
  })
  const document = parse(many)
  const facts = factsOf(document)
  lint(document, defaultSettings, facts)
  const again = median(Array.from({ length: runs }, () => timed(() => lint(document, defaultSettings, facts))))
  const keystroke = median(keystrokes(document))
  const long = longSolutions(sets).map(([title, text]) => [title, ...solutionTimes(text)])
  return out => {
    out.line(
      `### Time of all rules (bars: ${examples.toLocaleString('en')} examples under 3 s cold; a solution of 20,000 characters under 20 ms)`,
    )
    out.table(
      [
        `${examples.toLocaleString('en')} examples of ${Math.round(many.length / examples)} characters`,
        'cold, with reading and the mathematics',
        'again, unchanged',
        'after a keystroke',
      ],
      [['', ms(whole), ms(again), ms(keystroke)]],
    )
    out.table(
      [
        `a solution of ${characters.toLocaleString('en')} characters, from`,
        'rules without the mathematics: first time',
        `median of ${runs}`,
        'rules of the mathematics, it being known: first time',
        `median of ${runs}`,
        'the mathematics itself: median',
      ],
      long,
    )
  }
}

function factsOf(document: Document, known = true): Facts {
  return {
    ...noFacts,
    twins: twinsOf([{ path: '', document }]),
    ...(known && { math: mathOf(document, defaultSettings) }),
  }
}

/** The gold examples in turn, each under an id of its own; without them the samples. */
function manyExamples(sets: readonly GoldSet[]): string {
  const gold = sets.flatMap(set => set.gold)
  const texts = gold.length
    ? gold.map(one => exampleText(one, one.source.text).slice(importHeader.length))
    : sampleDocuments().flatMap(({ document }) => document.regions.slice(1).map(({ text }) => text))
  // Sets of different kinds one after the other in every stretch.
  const order = Array.from({ length: examples }, (_, i) => texts[(i * 7) % texts.length]!)
  return importHeader + order.map((text, i) => text.replace(/^@example \S+/m, `@example example-${i}`)).join('')
}

/** Letters typed into the solution in the middle. */
function* keystrokes(document: Document): Generator<number> {
  const region = Math.floor(document.regions.length / 2)
  let now = document
  for (let i = 0; i < runs; i++) {
    const at = regionStarts(now)[region]! + now.regions[region]!.example!.solutions[0]!.text.span.start
    yield timed(() => {
      now = update(now, { start: at, end: at, text: 'a' })
      lint(now, defaultSettings, factsOf(now))
    })
  }
}

function longSolutions(sets: readonly GoldSet[]): readonly (readonly [title: string, text: string])[] {
  const samples = sampleDocuments().flatMap(({ document }) =>
    document.regions.flatMap(({ example }) => example?.solutions.filter(({ flawed }) => !flawed) ?? []),
  )
  const own = samples.map(solution =>
    stepsOf(solution)
      .map(({ text, within }) => text.value.slice(within.start, within.end))
      .join('\n\n'),
  )
  const macros = new Map(
    sampleDocuments().flatMap(({ document }) =>
      (document.regions[0]!.header?.macros ?? []).map(macro => [macro.name.text, macro.replacement.text]),
    ),
  )
  const header = `@limo 1\nmacros:\n${[...macros].map(([name, replacement]) => `  ${name}: ${replacement}\n`).join('')}`
  return [
    ...sets.map(({ title, gold }) =>
      longExample(
        title,
        importHeader,
        gold.map(({ source }) => source.text),
      ),
    ),
    longExample('samples', header, own),
  ]
}

function joined(texts: readonly string[]): string {
  let text = ''
  for (let i = 0; text.length < characters; i++) text += `${text && '\n\n'}${texts[i % texts.length]}`
  // Whole paragraphs only, so that no formula is cut.
  return text.slice(0, text.lastIndexOf('\n\n', Math.max(characters, text.indexOf('\n\n') + 2)))
}

function longExample(title: string, header: string, solutions: readonly string[]): readonly [string, string] {
  const solution = escapeText(joined(solutions))
  return [title, `${header}\n@example long\n\n@problem\nWhat is it?\n\n@solution\n${solution}\n\n@answer: 5\n`]
}

function solutionTimes(text: string): string[] {
  const forms: number[] = []
  const maths: number[] = []
  const known: number[] = []
  for (let i = 0; i <= runs; i++) {
    const document = parse(text)
    forms.push(timed(() => lint(document, defaultSettings, factsOf(document, false))))
    const facts = factsOf(document)
    maths.push(timed(() => facts.math(document.regions[1]!)))
    known.push(timed(() => lint(document, defaultSettings, facts)))
  }
  return [
    ms(forms[0]!),
    ms(median(forms.slice(1))),
    ms(known[0]!),
    ms(median(known.slice(1))),
    ms(median(maths.slice(1))),
  ]
}

/** In processor time, so that other programs do not count. */
function timed(run: () => unknown): number {
  const start = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

function median(times: Iterable<number>): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}

function ms(time: number): string {
  return time < 100 ? `${time.toFixed(1)} ms` : `${time.toFixed(0)} ms`
}
