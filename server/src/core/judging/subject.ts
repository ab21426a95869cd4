import { contextOf, isSupported } from '../context.ts'
import type { Answer, Document, Region, Solution } from '../format/document.ts'
import { hashOf } from '../model/hash.ts'
import type { ModelInfo } from '../model/profile.ts'
import { effectiveFields, exportedTexts, isId, openingText, questionText } from '../row.ts'
import type { Context } from '../rules/rule.ts'
import type { Settings } from '../settings.ts'
import type { Macros } from '../text/latex.ts'
import { promptVersions } from './prompts.ts'

/** What of an example a model is shown, and what its replies are held against. */
export interface Subject {
  readonly id: string
  readonly region: Region
  readonly problem: string
  /** None where there is nothing to compare, as with a proof: then the problem is not solved blind. */
  readonly answer?: Answer
  /** Those with steps to look at. */
  readonly solutions: readonly SolutionSubject[]
}

export interface SolutionSubject {
  /** From 0, among all solutions of the example. */
  readonly index: number
  readonly solution: Solution
  readonly opening: string
  readonly steps: readonly string[]
  /** The step that the author of a flawed solution marks as the first wrong one, from 1. */
  readonly marked?: number
}

export type SubjectRead =
  | { readonly type: 'subject'; readonly subject: Subject }
  /** Why nothing of the example can be judged: "it has no problem". */
  | { readonly type: 'unfit'; readonly reason: string }

const read = new WeakMap<Region, { readonly context: Context; readonly subject: SubjectRead }>()

export function subjectOf(document: Document, region: Region, settings: Settings): SubjectRead {
  const context = contextOf(document, settings)
  const known = read.get(region)
  if (known?.context === context) return known.subject
  const subject = readSubject(document, region, context)
  read.set(region, { context, subject })
  return subject
}

/** The examples of a document; one whose id stands above it already is not judged, since verdicts are kept by id. */
export function* subjectsOf(
  document: Document,
  settings: Settings,
): Generator<{ readonly index: number; readonly region: Region; readonly read: SubjectRead }> {
  const ids = new Set<string>()
  for (const [index, region] of document.regions.entries()) {
    if (!region.example?.directive) continue
    const found = subjectOf(document, region, settings)
    const id = region.example.id?.text.toLowerCase()
    const isTwin = id !== undefined && ids.has(id)
    if (id !== undefined) ids.add(id)
    yield { index, region, read: isTwin ? { type: 'unfit', reason: 'its id stands twice in the file' } : found }
  }
}

function readSubject(document: Document, region: Region, context: Context): SubjectRead {
  const { example } = region
  if (!isSupported(document)) return unfit('its file is of a version of the format that is not known here')
  if (!example?.directive) return unfit('it does not stand below an @example')
  if (!example.id) return unfit('it has no id')
  if (!isId(example.id.text)) return unfit(`its id "${example.id.text}" is not valid`)
  if (!example.problem?.text.value.trim()) return unfit('it has no problem')
  const { language } = effectiveFields(document, example)
  const problem = questionText(example, language)
  const { answer } = example
  const solutions = example.solutions.flatMap((solution, index): SolutionSubject[] => {
    const { steps } = exportedTexts(example, solution, language, { heads: false })
    if (!steps.some(step => step.trim())) return []
    const error = solution.steps.findIndex(step => step.errors.length > 0)
    return [
      {
        index,
        solution,
        opening: defined(openingText(example, solution, language), steps, problem, context.macros),
        steps,
        ...(solution.flawed && error >= 0 && { marked: error + 1 }),
      },
    ]
  })
  const isCompared = answer && answer.kind !== 'proof' && answer.text.value.trim() !== ''
  if (!isCompared && !solutions.length) return unfit('it has neither an answer to compare nor a solution to review')
  return {
    type: 'subject',
    subject: {
      id: example.id.text,
      region,
      problem: defined(problem, [], '', context.macros),
      ...(isCompared && { answer }),
      solutions,
    },
  }
}

function unfit(reason: string): SubjectRead {
  return { type: 'unfit', reason }
}

const command = /\\(?:[A-Za-z@]+|[^A-Za-z\s])/g

/** A text with the definitions of those macros in front that it and what follows it use, and that are not known yet. */
function defined(text: string, following: readonly string[], before: string, macros: Macros): string {
  const known = new Set(usedIn([before], macros))
  const definitions = usedIn([text, ...following], macros)
    .filter(name => !known.has(name))
    .map(name => definition(name, macros[name]!))
  return [definitions.join('\n'), text].filter(part => part !== '').join('\n\n')
}

function usedIn(texts: readonly string[], macros: Macros): string[] {
  const names = texts.flatMap(text => [...text.matchAll(command)].map(([name]) => name))
  return [...new Set(names)].filter(name => Object.hasOwn(macros, name)).sort()
}

function definition(name: string, replacement: string): string {
  const highest = Math.max(0, ...[...replacement.matchAll(/#([1-9])/g)].map(match => Number(match[1])))
  return `\\newcommand{${name}}${highest ? `[${highest}]` : ''}{${replacement}}`
}

/** What a blind solve is kept by: a typo mended in the solution does not pay again. */
export function solveHash({ problem }: Subject, asked: Asked): string {
  return hashOf(['solve', asked.prompt ?? promptVersions.solve, problem, asked.model, asked.parameters])
}

/** What a review is kept by. */
export function reviewHash(subject: Subject, { opening, steps }: SolutionSubject, told: boolean, asked: Asked): string {
  const answer = told ? (subject.answer?.text.value ?? '') : null
  const prompt = asked.prompt ?? promptVersions.review
  return hashOf(['review', prompt, subject.problem, opening, steps, answer, asked.model, asked.parameters])
}

/** Who was asked, and by which version of the prompt: the one of today unless it says so. */
export interface Asked extends Pick<ModelInfo, 'model' | 'parameters'> {
  readonly prompt?: number
}
