import { parse } from '../format/parse.ts'
import { recordedBy } from '../judging/judgements.ts'
import { promptVersions } from '../judging/prompts.ts'
import { reviewHash, type Subject, solveHash, subjectOf } from '../judging/subject.ts'
import { defaultSettings } from '../settings.ts'
import type { Review, ReviewSample, Solves } from '../verdict.ts'
import type { Bad, Facts } from './rule.ts'

// What the rules about verdicts share. What they quote was written by a model, or by whoever wrote the file that it
// stands in.

const quoteLimit = 200

/** What a stranger wrote, on one line and without characters that act instead of showing. */
export function quoted(text: string): string {
  const line = text
    .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .trim()
  return line.length > quoteLimit ? `${line.slice(0, quoteLimit - 1)}…` : line
}

/** The arguments that name who said something, and who recorded it. */
export function source(record: Solves | Review): { readonly model: string; readonly recorded: string } {
  return { model: quoted(record.model), recorded: quoted(recordedBy(record)) }
}

const who = {
  model: 'm',
  origin: 'http://localhost:11434',
  parameters: {},
  seconds: 1,
  tokens: { input: 0, output: 0 },
  at: '2026-11-20T12:00:00Z',
  by: 'Ada',
}

/** An example of a rule, with what a model is to have answered. `of` is the text that was judged, if it was another. */
export function answered(text: string, answers: readonly string[], of = text): Bad {
  return recorded(text, of, subject => ({
    solves: [
      { ...who, prompt: promptVersions.solve, hash: solveHash(subject, who), answers: [...answers] } satisfies Solves,
    ],
  }))
}

/** An example of a rule, with what a model is to have said of the steps of its first solution. */
export function reviewed(text: string, samples: readonly ReviewSample[], of = text): Bad {
  return recorded(text, of, subject => ({
    reviews: [
      {
        ...who,
        prompt: promptVersions.review,
        hash: reviewHash(subject, subject.solutions[0]!, false, who),
        solution: 0,
        samples: [...samples],
      } satisfies Review,
    ],
  }))
}

function recorded(text: string, of: string, records: (subject: Subject) => ReturnType<Facts['verdicts']>): Bad {
  const document = parse(of.replaceAll(/[«»]/g, ''))
  const read = subjectOf(document, document.regions.at(-1)!, defaultSettings)
  if (read.type === 'unfit') throw new Error(read.reason)
  const found = records(read.subject)
  return { text, facts: { verdicts: region => (region.example ? found : undefined) } }
}
