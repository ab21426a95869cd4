import type { AnswerKind } from './format/directives.ts'
import type { Document, Example, Part, Region, Solution } from './format/document.ts'
import type { ExampleFields, HeaderFields, Split } from './format/fields.ts'
import { sourceOffset, type Text } from './format/text.ts'
import { answerOptions } from './math/answer-options.ts'
import type { EquivalenceOptions } from './math/answers.ts'
import { type ReadStep, referencesIn, stepsOf } from './text/pieces.ts'

/** One finished training example, ready for export; exists only when complete. */
export interface Row {
  /** The example's id; `id~2`, `id~3` for its further correct solutions, `id~flawed`, `id~flawed~2` for flawed ones. */
  readonly id: string
  readonly question: string
  /** Empty only where solutions are not asked for. */
  readonly solution: string
  /** As typed; empty for a proof, and where it is not asked for. */
  readonly answer: string
  readonly answerKind: AnswerKind | undefined
  /** By what another answer is compared with it. */
  readonly answerOptions: EquivalenceOptions
  /** What stands before the first step. */
  readonly opening: string
  readonly steps: readonly string[]
  /** Those of the example and of its solution. */
  readonly hints: readonly string[]
  readonly fields: Partial<ExampleFields>
  readonly license?: string
  /** What the header of its file says. */
  readonly header: Partial<HeaderFields>
  /** Only where the solution is flawed. */
  readonly flaw?: Flawed
  /** A flawed solution, to be set against this one. */
  readonly rejected?: string
  /** The part of the data set that it goes to, where that was settled. */
  readonly split?: Split
}

export interface Flawed {
  /** The first step that is wrong, from 0; undefined where none is marked. */
  readonly step?: number
}

/** Puts what macros stand for in the place of their names. */
export interface Expand {
  /** In a text of prose and math. */
  text(text: string): string
  /** In LaTeX without delimiters. */
  formula(formula: string): string
}

const nothing: Expand = { text: text => text, formula: formula => formula }

export type Rows =
  | { readonly type: 'rows'; readonly rows: readonly Row[] }
  /** Why there is nothing to export. */
  | { readonly type: 'none'; readonly reason: string }

export interface RowOptions {
  /**
   * What stands before each step: "Step 2." in solutions that refer to their steps, unless it is `false`; `number` and
   * `title` put "Step 2:" before all of them, `title` with what the step is called.
   */
  readonly heads?: boolean | 'number' | 'title'
  /** Whether hints stand behind the question. */
  readonly hints?: boolean
  /** Puts what macros stand for in their places. */
  readonly expand?: Expand
  /** Whether a solution of paragraphs is cut into steps, as it is unless this says false; one of steps always has them. */
  readonly cut?: boolean
  /**
   * What there is a row for: each correct solution, each solution of either kind, each correct one with each flawed one,
   * or the problem alone, whatever its solutions.
   */
  readonly solutions?: 'correct' | 'all' | 'pairs' | 'none'
}

/** The rows of a complete example: one for each of its correct solutions, unless `solutions` asks for others. */
export function toRows(document: Document, region: Region, options: RowOptions = {}): Rows {
  const { solutions = 'correct' } = options
  const { example } = region
  const reason = incompleteness(region, solutions)
  if (reason !== undefined) return { type: 'none', reason }
  const made = rowsOf(document, example!, options)
  const rows = chosen(made, solutions)
  if (rows.length) return { type: 'rows', rows }
  return { type: 'none', reason: solutions === 'pairs' ? 'one of its solutions is empty' : 'its solution is empty' }
}

function chosen({ problem, solutions }: Made, wanted: NonNullable<RowOptions['solutions']>): readonly Row[] {
  const correct = solutions.filter(row => !row.flaw)
  const flawed = solutions.filter(row => row.flaw)
  switch (wanted) {
    case 'correct':
      return correct
    case 'all':
      return solutions
    case 'pairs':
      return pairs(correct, flawed)
    case 'none':
      return [problem]
  }
}

function pairs(correct: readonly Row[], flawed: readonly Row[]): readonly Row[] {
  return correct
    .flatMap(row => flawed.map(other => ({ ...row, rejected: other.solution })))
    .map((row, i) => ({ ...row, id: numbered(row.id.split('~')[0]!, i) }))
}

function numbered(id: string, i: number): string {
  return i ? `${id}~${i + 1}` : id
}

interface Made {
  /** A row without solution. */
  readonly problem: Row
  /** A row for each solution that has text. */
  readonly solutions: readonly Row[]
}

function rowsOf(document: Document, example: Example, options: RowOptions): Made {
  const { expand = nothing } = options
  const fields = effectiveFields(document, example)
  const license = licenseOf(document, example)
  const { language } = fields
  const { id, problem } = example
  const { answer } = example
  const value = answer?.text.value ?? ''
  const inWords = answer?.kind === 'text' || answer?.kind === 'proof' || value.includes('$')
  const general = hintTexts(example.hints, undefined, example, language).map(expand.text)
  const question = expand.text(resolved(problem!.text, undefined, example, language))
  const asked = (hints: readonly string[]): string => (options.hints ? withHints(question, hints, language) : question)
  const bare: Row = {
    id: id!.text,
    question: asked(general),
    solution: '',
    answer: inWords ? expand.text(value) : expand.formula(value),
    answerKind: answer?.kind,
    answerOptions: answer ? answerOptions(answer) : {},
    opening: '',
    steps: [],
    hints: general,
    fields,
    header: document.regions[0]?.header?.fields.values ?? {},
    ...(license !== undefined && { license }),
  }
  const counts = { correct: 0, flawed: 0 }
  const solutions = example.solutions.flatMap((solution): Row[] => {
    const { opening, steps, text } = solutionParts(example, solution, language, options)
    if (text === '') return []
    const hints = [...general, ...hintTexts(solutionHints(solution), solution, example, language).map(expand.text)]
    const step = solution.steps.findIndex(({ errors }) => errors.length)
    const ownId = solution.flawed ? `${bare.id}~flawed` : bare.id
    return [
      {
        ...bare,
        id: numbered(ownId, counts[solution.flawed ? 'flawed' : 'correct']++),
        question: asked(hints),
        solution: text,
        opening,
        steps,
        hints,
        ...(solution.flawed && { flaw: step < 0 ? {} : { step } }),
      },
    ]
  })
  return { problem: bare, solutions }
}

function solutionHints(solution: Solution): readonly Part[] {
  return [...solution.hints, ...solution.steps.flatMap(step => step.hints)]
}

function hintTexts(
  hints: readonly Part[],
  solution: Solution | undefined,
  example: Example,
  language: string | undefined,
): string[] {
  return hints.map(({ text }) => resolved(text, solution, example, language)).filter(text => text !== '')
}

function withHints(question: string, hints: readonly string[], language: string | undefined): string {
  const lead = isChinese(language) ? '提示：' : 'Hint: '
  return [question, ...hints.map(hint => lead + hint)].join(between)
}

/** What an example lacks to be exported, whether or not its solutions have text; undefined where it lacks nothing. */
export function incompleteness(
  { example }: Region,
  solutions: RowOptions['solutions'] = 'correct',
): string | undefined {
  if (!example?.id) return 'it has no id'
  if (!isId(example.id.text)) return `its id "${example.id.text}" is not valid`
  if (!example.problem?.text.value) return 'it has no problem'
  if (solutions === 'none') return undefined
  if (!example.solutions.length) return 'it has no solution'
  if (solutions === 'all') return undefined
  if (example.solutions.every(solution => solution.flawed)) return 'all its solutions are flawed'
  if (solutions === 'pairs' && !example.solutions.some(solution => solution.flawed)) {
    return 'it has no flawed solution to set against the correct one'
  }
  const proof = example.answer?.kind === 'proof'
  if (!example.answer || (!proof && !example.answer.text.value)) return 'it has no answer'
  return undefined
}

export interface SolutionText {
  readonly text: string
  readonly steps: readonly string[]
}

/** The correct solutions of an example as they are exported, those without text left out. */
export function solutionTexts(document: Document, example: Example, options: RowOptions = {}): readonly SolutionText[] {
  const { language } = effectiveFields(document, example)
  return example.solutions
    .filter(solution => !solution.flawed)
    .map(solution => {
      const { solution: text, steps } = exportedTexts(example, solution, language, options)
      return { text, steps }
    })
    .filter(({ text }) => text !== '')
}

const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/
const deviceName = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i

export function isId(text: string): boolean {
  return idPattern.test(text) && !deviceName.test(text)
}

/** The example's own fields, before the file's `defaults`, before its header. */
export function effectiveFields(document: Document, example: Example): Partial<ExampleFields> {
  const header = document.regions[0]?.header
  if (!header) return example.fields.values
  const { language, authors } = header.fields.values
  return {
    ...(language !== undefined && { language }),
    ...(authors !== undefined && { authors }),
    ...header.defaults?.values,
    ...example.fields.values,
  }
}

/** The licence of an example: its source's, else that of the header. */
export function licenseOf(document: Document, example: Example): string | undefined {
  const { source } = effectiveFields(document, example)
  const own = typeof source === 'object' ? source.license : undefined
  return own ?? document.regions[0]?.header?.fields.values.license
}

/** What of an example a row with this solution holds, whether or not the example is complete. */
export function exportedTexts(
  example: Example,
  solution: Solution,
  language: string | undefined,
  options: RowOptions = {},
): { readonly question: string; readonly solution: string; readonly steps: readonly string[] } {
  const { steps, text } = solutionParts(example, solution, language, options)
  return {
    question: questionText(example, language),
    solution: text,
    steps,
  }
}

/** The problem as it is exported; empty where there is none. */
export function questionText(example: Example, language: string | undefined): string {
  return example.problem ? resolved(example.problem.text, undefined, example, language) : ''
}

/** What stands before the first step of a solution, as it is exported; empty where paragraphs are its steps. */
export function openingText(example: Example, solution: Solution, language: string | undefined): string {
  return solution.steps.length ? resolved(solution.text, solution, example, language) : ''
}

/** Where in the region the character stands, or the reference, that an exported solution has at an offset. */
export function solutionSource(
  example: Example,
  solution: Solution,
  language: string | undefined,
  offset: number,
): number {
  const whole = { text: solution.text, exported: resolved(solution.text, solution, example, language) }
  const exported = solution.steps.length ? stepTexts(example, solution, language, true) : []
  const parts = [whole, ...exported.map((text, i) => ({ text: solution.steps[i]!.text, exported: text }))]
  let before = 0
  let found = whole
  let start = 0
  for (const part of parts) {
    if (part.exported === '') continue
    if (before > offset) break
    found = part
    start = before
    before += part.exported.length + between.length
  }
  const stretches = [...stretchesOf(found.text, solution, example, language)]
  let at = start + found.exported.length - stretches.reduce((length, { value }) => length + value.length, 0)
  let place = 0
  for (const stretch of stretches) {
    if (at > offset) break
    place = stretch.typed ? stretch.at + Math.min(offset - at, stretch.value.length) : stretch.at
    at += stretch.value.length
  }
  return sourceOffset(found.text, place)
}

/** What stands between the parts of an exported solution. */
const between = '\n\n'

interface SolutionParts extends SolutionText {
  readonly opening: string
}

function solutionParts(
  example: Example,
  solution: Solution,
  language: string | undefined,
  { cut = true, expand = nothing, heads = true }: RowOptions,
): SolutionParts {
  const isCut = cut || solution.steps.length > 0 || heads === 'number' || heads === 'title'
  const steps = !isCut ? [] : stepTexts(example, solution, language, heads).map(expand.text)
  const opening = expand.text(resolved(solution.text, solution, example, language))
  if (!solution.steps.length) return { opening: '', steps, text: headed(opening, steps, heads) }
  return { opening, steps, text: [opening, ...steps].filter(text => text !== '').join(between) }
}

/** A solution without steps goes out as it is, unless its paragraphs are to have heads. */
function headed(text: string, steps: readonly string[], heads: Heads): string {
  return heads === 'number' || heads === 'title' ? steps.join(between) : text
}

type Heads = NonNullable<RowOptions['heads']>

function stepTexts(
  example: Example,
  solution: Solution,
  language: string | undefined,
  heads: Heads,
): readonly string[] {
  const steps = stepsOf(solution)
  const style = heads === true ? solution.steps.length > 0 && refersToSteps(solution) && 'reference' : heads
  return steps.map(step => {
    const text = resolved(step.text, solution, example, language, step)
    return style && text ? withHead(text, step, language, style) : text
  })
}

function withHead(
  text: string,
  { number, step }: ReadStep,
  language: string | undefined,
  style: 'reference' | 'number' | 'title',
): string {
  const chinese = isChinese(language)
  const end = style === 'reference' ? (chinese ? '。' : '.') : chinese ? '：' : ':'
  const head = chinese ? `第${number}步${end}` : `Step ${number}${end}`
  const title = style === 'title' ? step?.title?.text : undefined
  if (title) return `${head}${chinese ? '' : ' '}${title}\n${text}`
  // What Markdown reads by its first column keeps it.
  const separator = /^(?:[ \t]|[-*+>|#]|\d+[.)]|```|~~~|\$\$|\\\[|\\begin|\[asy\])/.test(text) ? '\n' : ' '
  return chinese && separator === ' ' ? head + text : head + separator + text
}

function refersToSteps(solution: Solution): boolean {
  const labels = new Set(solution.steps.flatMap(step => (step.label ? [step.label.text] : [])))
  const texts = [solution.text, ...solution.steps.map(step => step.text)]
  return texts.some(text => [...referencesIn(text)].some(reference => labels.has(reference.label)))
}

/** The text with `[#label]` put into words; a reference to nothing stays as typed. */
function resolved(
  text: Text,
  solution: Solution | undefined,
  example: Example,
  language: string | undefined,
  step?: ReadStep,
): string {
  let result = ''
  for (const { value } of stretchesOf(text, solution, example, language, step)) result += value
  return result
}

/** A stretch of an exported text: as typed from an offset of the text on, or the words for the reference that is there. */
interface Stretch {
  readonly value: string
  readonly at: number
  readonly typed: boolean
}

function* stretchesOf(
  text: Text,
  solution: Solution | undefined,
  example: Example,
  language: string | undefined,
  step?: ReadStep,
): Generator<Stretch> {
  const start = step?.within.start ?? 0
  const end = step?.within.end ?? text.value.length
  let at = start
  for (const reference of referencesIn(text)) {
    if (reference.start < start || reference.end > end) continue
    const words = referenceWords(reference.label, solution, example, language)
    if (!words) continue
    yield { value: text.value.slice(at, reference.start), at, typed: true }
    yield { value: words, at: reference.start, typed: false }
    at = reference.end
  }
  yield { value: text.value.slice(at, end), at, typed: true }
}

/** A reference in words, "Step 2"; undefined for one to nothing. */
export function referenceWords(
  label: string,
  solution: Solution | undefined,
  example: Example,
  language: string | undefined,
): string | undefined {
  const step = solution?.steps.findIndex(candidate => candidate.label?.text === label) ?? -1
  if (step >= 0) return isChinese(language) ? `第${step + 1}步` : `Step ${step + 1}`
  const other = example.solutions.findIndex(candidate => candidate.label?.text === label)
  if (other >= 0) return isChinese(language) ? `解法${other + 1}` : `Solution ${other + 1}`
  return undefined
}

function isChinese(language: string | undefined): boolean {
  return /^zh\b/i.test(language ?? '')
}
