import { contextOf } from '../context.ts'
import type { Answer, Document, Region } from '../format/document.ts'
import type { JudgeOptions } from '../judge.ts'
import { answerOptions } from '../math/answer-options.ts'
import { type Equivalence, equivalent } from '../math/answers.ts'
import type { Context } from '../rules/rule.ts'
import type { Settings } from '../settings.ts'
import type { ExampleChecks, Review, ReviewSample, Solves } from '../verdict.ts'
import { type Rate, rateOf } from './rate.ts'
import { reviewHash, type SolutionSubject, type Subject, solveHash, subjectOf } from './subject.ts'

/** What blind solves say of an example as it is now. */
export interface JudgedSolves {
  readonly record: Solves
  /** Of how many samples the answer equals the example's. */
  readonly rate: Rate
  /** Of how many that could not be told. */
  readonly undecided: number
  /** What most samples answer; empty where most give none. */
  readonly answer: string
  /** Of how many samples that is the answer. */
  readonly share: Rate
  readonly agreement: Equivalence
}

/** What reviews say of a solution as it is now. */
export interface JudgedReview {
  readonly record: Review
  readonly solution: SolutionSubject
  /** The first step that most samples call wrong, from 1. */
  readonly step?: number
  /** Of how many samples that step is called wrong; without one, how many call any step wrong. */
  readonly share: Rate
  /** Why that step is wrong, in the words of the first sample that says so. */
  readonly reason: string
  /** Whether the review says what the author says. */
  readonly agrees: boolean
}

export interface Judgements {
  readonly solves: readonly JudgedSolves[]
  readonly reviews: readonly JudgedReview[]
  /** What was recorded of another text than that of today. */
  readonly outdated: readonly Outdated[]
}

export type Outdated =
  | { readonly type: 'solves'; readonly record: Solves }
  | { readonly type: 'review'; readonly record: Review; readonly solution: SolutionSubject }

export const noJudgements: Judgements = { solves: [], reviews: [], outdated: [] }

const known = new WeakMap<
  Region,
  { readonly context: Context; readonly records: ExampleChecks; readonly judgements: Judgements }
>()

/** What the records of a region come to; remembered with the region. */
export function judgementsIn(
  document: Document,
  region: Region,
  settings: Settings,
  records: ExampleChecks | undefined,
): Judgements {
  if (!records) return noJudgements
  const context = contextOf(document, settings)
  const before = known.get(region)
  if (before?.context === context && before.records === records) return before.judgements
  const read = subjectOf(document, region, settings)
  const judgements = read.type === 'subject' ? judgementsOf(read.subject, records) : noJudgements
  known.set(region, { context, records, judgements })
  return judgements
}

/** What the records of an example come to. What was recorded of another text says nothing any more. */
export function judgementsOf(subject: Subject, records: ExampleChecks): Judgements {
  const { answer } = subject
  const solves: JudgedSolves[] = []
  const reviews: JudgedReview[] = []
  const outdated: Outdated[] = []
  for (const record of records.solves ?? []) {
    if (record.hash !== solveHash(subject, record)) outdated.push({ type: 'solves', record })
    else if (answer) solves.push(judgedSolves(record, answer))
  }
  for (const record of records.reviews ?? []) {
    const told = record.told ?? false
    const isOfText = (solution: SolutionSubject): boolean => record.hash === reviewHash(subject, solution, told, record)
    const own = subject.solutions.find(({ index }) => index === record.solution)
    const solution = own && isOfText(own) ? own : subject.solutions.find(isOfText)
    if (solution) reviews.push(judgedReview(record, solution))
    else if (own) outdated.push({ type: 'review', record, solution: own })
  }
  return { solves, reviews, outdated }
}

function judgedSolves(record: Solves, expected: Answer): JudgedSolves {
  const answers = record.answers.filter(answer => answer !== null)
  const groups = grouped(answers, expected)
  const agreements = groups.map(({ answer }) => agreementOf(record, answer, expected))
  const counted = (wanted: Equivalence): number =>
    groups.reduce((sum, { count }, i) => sum + (agreements[i] === wanted ? count : 0), 0)
  let most = 0
  for (let i = 1; i < groups.length; i++) if (groups[i]!.count > groups[most]!.count) most = i
  const { answer = '', count = 0 } = groups[most] ?? {}
  return {
    record,
    rate: rateOf(counted('equal'), answers.length),
    undecided: counted('undecided'),
    answer,
    share: rateOf(count, answers.length),
    agreement: agreements[most] ?? 'undecided',
  }
}

/** Of so many answers that nearly all differ, no more are compared: a stranger may have written them. */
const comparisonsLimit = 2_000

/** Answers that say the same, under the first of them; those that are empty are a group of their own. */
export function grouped(
  answers: readonly string[],
  expected: Answer,
): readonly { readonly answer: string; readonly count: number }[] {
  const spelt = new Map<string, number>()
  for (const answer of answers) spelt.set(answer, (spelt.get(answer) ?? 0) + 1)
  const groups: { answer: string; count: number }[] = []
  const options = answerOptions(expected)
  let compared = 0
  for (const [answer, count] of spelt) {
    const same = groups.find(
      group =>
        answer === group.answer ||
        (answer !== '' &&
          group.answer !== '' &&
          compared++ < comparisonsLimit &&
          equivalent(answer, group.answer, options) === 'equal'),
    )
    if (same) same.count += count
    else groups.push({ answer, count })
  }
  return groups
}

/** What an answer and the example's say of each other: by their mathematics, else as the model said when it was asked. */
export function agreementOf({ compared }: Pick<Solves, 'compared'>, found: string, expected: Answer): Equivalence {
  if (!found.trim()) return 'undecided'
  const decided = equivalent(found, expected.text.value, answerOptions(expected))
  if (decided !== 'undecided') return decided
  const said = compared?.find(one => one.found === found && one.expected === expected.text.value)
  return said ? (said.same ? 'equal' : 'different') : 'undecided'
}

function judgedReview(record: Review, solution: SolutionSubject): JudgedReview {
  const samples = record.samples.filter(sample => sample !== null)
  const calls = (step: number): number => samples.filter(sample => Object.hasOwn(sample.wrong, step)).length
  let step: number | undefined
  for (let i = 1; i <= solution.steps.length && step === undefined; i++) {
    if (calls(i) * 2 > samples.length) step = i
  }
  const { flawed } = solution.solution
  const any = samples.filter(({ wrong }) => Object.keys(wrong).length).length
  return {
    record,
    solution,
    ...(step !== undefined && { step }),
    share: rateOf(step === undefined ? any : calls(step), samples.length),
    reason: step === undefined ? '' : reasonOf(samples, step),
    agrees: flawed ? step !== undefined && step === (solution.marked ?? step) : step === undefined,
  }
}

function reasonOf(samples: readonly ReviewSample[], step: number): string {
  for (const { wrong } of samples) if (Object.hasOwn(wrong, step)) return wrong[step]!
  return ''
}

/** What one model says, asked in one way. */
export function judgementsBy(
  subject: Subject,
  records: ExampleChecks,
  { model, reviews, samples, told = false }: JudgeOptions,
): Judgements {
  const hash = solveHash(subject, model)
  const hashes = new Set(subject.solutions.map(solution => reviewHash(subject, solution, told, model)))
  return judgementsOf(subject, {
    solves: samples > 0 ? (records.solves ?? []).filter(record => record.hash === hash) : [],
    reviews: reviews > 0 ? (records.reviews ?? []).filter(record => hashes.has(record.hash)) : [],
  })
}

/** Who recorded something and when, in words: "recorded 2026-11-26 by Ada". */
export function recordedBy({ at, by }: Pick<Solves, 'at' | 'by'>): string {
  return `recorded ${at.slice(0, 10)}${by ? ` by ${by}` : ''}`
}
