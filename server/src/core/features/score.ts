import { fewestCompared, type PartName, partNames, type Rank, type Score, scoreParts } from '../dataset/score.ts'
import type { Region } from '../format/document.ts'
import { counted, grouped, ordinal, signed } from '../numerals.ts'
import { contains, type Span } from '../span.ts'
import type { Hover } from './hover.ts'

/** Where the score of an example is shown: its id, else its `@example`; undefined where it has no correct solution. */
export function scoreSpan({ example }: Region): Span | undefined {
  if (!example?.directive) return undefined
  const isMeasured = example.solutions.some(
    ({ flawed, steps, text }) => !flawed && (text.value !== '' || steps.some(step => step.text.value !== '')),
  )
  return isMeasured ? (example.id?.span ?? example.directive.nameSpan) : undefined
}

/** Whether a hover at an offset asks for the score: it does on the line of `@example`. */
export function asksForScore(region: Region, offset: number): boolean {
  return scoreSpan(region) !== undefined && contains(region.example!.directive!.line, offset)
}

/** The score in a line, for above the example: raw counts where it is not compared. */
export function scoreTitle({ examples, measure, total }: Score): string {
  if (total) return `LIMO score ${signed(total.value)}, ${ordinal(total.rank.place)} of ${grouped(examples)}`
  const { connective, exploration, verification } = measure.markers
  const markers = `${grouped(verification)} verifying, ${grouped(exploration)} exploring, ${grouped(connective)} connecting`
  return `LIMO score: ${counted(measure.words, 'word')}, ${markers}`
}

/** The parts as lines of plain text. */
export function scoreLines(score: Score): readonly string[] {
  const why = notCompared(score)
  return [...partNames.map(name => partLine(score, name)), ...(why === undefined ? [] : [why])]
}

/** `markers`: the words that were found for a part. `docs`: where the score is explained, if that can be opened. */
export function scoreHover(
  region: Region,
  score: Score,
  markers: (part: Exclude<PartName, 'length'>) => readonly string[],
  docs = '',
): Hover {
  const { total } = score
  const head = total
    ? `**LIMO score ${signed(total.value)}**, ${rankWords(total.rank)}`
    : `**LIMO score**: not compared. ${notCompared(score)}.`
  const items = partNames.map(name => {
    const { weight } = scoreParts[name]
    const found = name === 'length' ? [] : markers(name)
    const some = found.slice(0, shownMarkers).map(marker => `*${escaped(marker)}*`)
    const words = some.length ? ` — ${some.join(', ')}${found.length > some.length ? ', …' : ''}` : ''
    return `- ${partLine(score, name)} (${weight * 100} % of the score)${words}`
  })
  const caution = 'This says how the text stands beside the others of its data set, not whether it is good.'
  const more = docs ? ` [What is counted, and what is known of its worth](${docs})` : ''
  return {
    span: region.example!.directive!.line,
    markdown: [head, items.join('\n'), `${caution}${more}`].join('\n\n'),
  }
}

const shownMarkers = 4

/** "exploration: 2 markers in 412 words, 31st of 120". */
function partLine({ examples, measure, parts, total }: Score, name: PartName): string {
  const { count, rank } = parts[name]
  const words = counted(measure.words, 'word')
  const each = measure.solutions > 1 && name === 'length' ? ` in ${measure.solutions} solutions` : ''
  const counts = name === 'length' ? `${words}${each}` : `${counted(count, 'marker')} in ${words}`
  const place = rank ? `, ${rankWords(rank)}` : total ? `, the same in all ${grouped(examples)}` : ''
  return `${scoreParts[name].title}: ${counts}${place}`
}

function rankWords({ of, place, shared }: Rank): string {
  return `${ordinal(place)} of ${grouped(of)}${shared ? ` with ${counted(shared, 'other')}` : ''}`
}

/** Why an example is not compared. */
function notCompared({ examples, measure, total }: Score): string | undefined {
  if (total) return undefined
  if (measure.left !== undefined) return `The example belongs to no data set yet: ${measure.left}`
  if (examples >= fewestCompared) return `All ${grouped(examples)} examples of the data set come to the same`
  return `The data set has ${counted(examples, 'complete example')}; from ${fewestCompared} on they are compared`
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~$&]/g, '\\$&')
}
