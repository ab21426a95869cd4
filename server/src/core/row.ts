import type { AnswerKind } from './format/directives.ts'
import type { Document, Example, Region, Solution } from './format/document.ts'
import type { ExampleFields } from './format/fields.ts'
import { sourceOffset, type Text } from './format/text.ts'
import { type ReadStep, referencesIn, stepsOf } from './text/pieces.ts'

/** One finished training example, ready for export; exists only when complete. */
export interface Row {
  /** The example's id; `id~2`, `id~3` for its further correct solutions. */
  readonly id: string
  readonly question: string
  readonly solution: string
  /** As typed; empty only for a proof. */
  readonly answer: string
  readonly answerKind: AnswerKind | undefined
  readonly steps: readonly string[]
  readonly fields: Partial<ExampleFields>
}

export type Rows =
  | { readonly type: 'rows'; readonly rows: readonly Row[] }
  /** Why there is nothing to export. */
  | { readonly type: 'none'; readonly reason: string }

export interface RowOptions {
  /** Whether a solution with references gets "Step 2." heads. */
  readonly heads?: boolean
}

/** One row for each correct solution of a complete example. */
export function toRows(document: Document, region: Region, options: RowOptions = {}): Rows {
  const { example } = region
  const reason = incompleteness(region)
  if (reason !== undefined) return { type: 'none', reason }
  const { answer, id } = example!
  const fields = effectiveFields(document, example!)
  const solutions = solutionTexts(document, example!, options)
  const rows = solutions.map(({ steps, text }, i) => ({
    id: i ? `${id!.text}~${i + 1}` : id!.text,
    question: questionText(example!, fields.language),
    solution: text,
    answer: answer!.text.value,
    answerKind: answer!.kind,
    steps,
    fields,
  }))
  return rows.length ? { type: 'rows', rows } : { type: 'none', reason: 'its solution is empty' }
}

/** What an example lacks to be exported, whether or not its solutions have text; undefined where it lacks nothing. */
export function incompleteness({ example }: Region): string | undefined {
  if (!example?.id) return 'it has no id'
  if (!isId(example.id.text)) return `its id "${example.id.text}" is not valid`
  if (!example.problem?.text.value) return 'it has no problem'
  if (!example.solutions.some(solution => !solution.flawed)) {
    return example.solutions.length ? 'all its solutions are flawed' : 'it has no solution'
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
  { heads = true }: RowOptions = {},
): { readonly question: string; readonly solution: string; readonly steps: readonly string[] } {
  const steps = stepTexts(example, solution, language, heads)
  return {
    question: questionText(example, language),
    solution: solutionText(example, solution, steps, language),
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

function solutionText(
  example: Example,
  solution: Solution,
  steps: readonly string[],
  language: string | undefined,
): string {
  if (!solution.steps.length) return resolved(solution.text, solution, example, language)
  const opening = resolved(solution.text, solution, example, language)
  return [opening, ...steps].filter(text => text !== '').join(between)
}

function stepTexts(
  example: Example,
  solution: Solution,
  language: string | undefined,
  heads: boolean,
): readonly string[] {
  const steps = stepsOf(solution)
  const withHeads = heads && solution.steps.length > 0 && refersToSteps(solution)
  return steps.map(step => {
    const text = resolved(step.text, solution, example, language, step)
    return withHeads && text ? withHead(text, step.number, language) : text
  })
}

function withHead(text: string, number: number, language: string | undefined): string {
  const head = isChinese(language) ? `第${number}步。` : `Step ${number}.`
  // What Markdown reads by its first column keeps it.
  const separator = /^(?:[ \t]|[-*+>|#]|\d+[.)]|```|~~~|\$\$|\\\[|\\begin|\[asy\])/.test(text) ? '\n' : ' '
  return isChinese(language) && separator === ' ' ? head + text : head + separator + text
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
