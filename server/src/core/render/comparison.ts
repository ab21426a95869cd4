import { align, alike } from '../align.ts'
import type { ComparedSide, SideName } from '../comparison.ts'
import type { Document, Part, Solution } from '../format/document.ts'
import { parse } from '../format/parse.ts'
import { stepsOf } from '../text/pieces.ts'
import { type Block, blocksOf, type View } from './example.ts'

// Two solutions side by side: what stands beside what.

/** How what stands on the two sides of a row relates. */
export type Relation = 'same' | 'alike' | 'other' | 'left' | 'right'

export interface ComparedRow {
  readonly relation: Relation
  readonly kind: 'step' | 'solution' | 'part'
  readonly left?: Block
  readonly right?: Block
}

/** A side as it was read, with its blocks by their names. */
interface ReadSide {
  readonly document: Document
  readonly solution: Solution | undefined
  readonly number: number
  readonly blocks: ReadonlyMap<string, Block>
}

type Drawing = Pick<View, 'formula' | 'formulaKey'>

/** The document of a side: its header and its one example. */
export function documentOf({ head, region }: ComparedSide): Document {
  return parse(head + region)
}

/** What stands beside what: problem, solution step by step, answer. */
export function comparedRows(
  sides: { readonly left: ComparedSide; readonly right: ComparedSide },
  drawing: { readonly left: Drawing; readonly right: Drawing },
): readonly ComparedRow[] {
  const left = readSide(sides.left, drawing.left, 'left')
  const right = readSide(sides.right, drawing.right, 'right')
  return [
    ...partRow(left, right, 'problem'),
    headRow(left, right, sides.left.region === sides.right.region),
    ...stepRows(left, right),
    ...asideRows(left, right),
    ...partRow(left, right, 'answer'),
  ]
}

function readSide(side: ComparedSide, drawing: Drawing, name: SideName): ReadSide {
  const document = documentOf(side)
  const region = document.regions.at(-1)!
  const prefix = `${name}/`
  const blocks = blocksOf(document, region, { ...drawing, findings: [], claims: new Map(), prefix })
  return {
    document,
    solution: region.example?.solutions[side.solution],
    number: side.solution + 1,
    blocks: new Map(blocks.map(block => [block.name.slice(prefix.length), block])),
  }
}

function partRow(left: ReadSide, right: ReadSide, name: string): ComparedRow[] {
  const [l, r] = [left.blocks.get(name), right.blocks.get(name)]
  return l || r ? [row(l, r, l?.markdown() === r?.markdown() ? 1 : alike, 'part')] : []
}

/**
 * The titles of the two solutions, and what stands before their first steps. Two of the same example are not expected to
 * agree in that.
 */
function headRow(left: ReadSide, right: ReadSide, isSameExample: boolean): ComparedRow {
  const said = ({ solution }: ReadSide): string =>
    JSON.stringify([solution?.flawed, solution?.title?.text, solution?.steps.length && solution.text.value])
  const [l, r] = [left.blocks.get(`solution-${left.number}`), right.blocks.get(`solution-${right.number}`)]
  return row(l, r, isSameExample || said(left) === said(right) ? 1 : alike, 'solution')
}

function stepRows(left: ReadSide, right: ReadSide): ComparedRow[] {
  const [lefts, rights] = [stepTexts(left.solution), stepTexts(right.solution)]
  return align(lefts, rights).map(({ left: l, likeness, right: r }) =>
    row(
      left.blocks.get(`step-${left.number}-${at(l)}`),
      right.blocks.get(`step-${right.number}-${at(r)}`),
      likeness,
      'step',
    ),
  )
}

/** Hints and claims that belong to no step. */
function asideRows(left: ReadSide, right: ReadSide): ComparedRow[] {
  return (['hint', 'check'] as const).flatMap(kind => {
    const [lefts, rights] = [left, right].map(
      ({ solution }) => solution?.[`${kind}s`].map(part => part.text.value) ?? [],
    )
    return align(lefts!, rights!).map(({ left: l, likeness, right: r }) =>
      row(
        left.blocks.get(`${kind}-${left.number}-${at(l)}`),
        right.blocks.get(`${kind}-${right.number}-${at(r)}`),
        likeness,
        'part',
      ),
    )
  })
}

/** From an index, which may be missing, to the number in the name of a block. */
function at(index: number | undefined): number {
  return (index ?? -1) + 1
}

function row(
  left: Block | undefined,
  right: Block | undefined,
  likeness: number,
  kind: ComparedRow['kind'],
): ComparedRow {
  const relation = !left ? 'right' : !right ? 'left' : likeness === 1 ? 'same' : likeness >= alike ? 'alike' : 'other'
  return { relation, kind, ...(left && { left }), ...(right && { right }) }
}

/** Everything that a step says, and nothing of where it stands; blanks at the ends of lines say nothing. */
function stepTexts(solution: Solution | undefined): string[] {
  if (!solution) return []
  return stepsOf(solution).map(({ step, text, within }) => {
    const parts = (name: string, all: readonly Part[] = []): string[] => all.map(part => `@${name} ${part.text.value}`)
    return [
      step?.kind && `@${step.kind}`,
      step?.title?.text,
      text.value.slice(within.start, within.end),
      ...parts('error', step?.errors),
      ...parts('hint', step?.hints),
      ...parts('check', step?.checks),
    ]
      .filter(Boolean)
      .join('\n')
      .replace(/[ \t]+$/gm, '')
  })
}
