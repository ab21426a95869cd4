import type { AnswerKind } from '../format/directives.ts'
import type { Json } from '../format/fields.ts'
import { type Message, message } from '../message.ts'
import { isProofTask, type SaidAnswer, solutionAnswer } from './answers.ts'
import { type Columns, columnList, type Found, type JsonObject, type Names, type Role } from './columns.ts'

/** One shape of foreign records. */
export interface Reader {
  /** What `--from` names it by. */
  readonly id: string
  readonly title: string
  /** What columns its records have, and what those are called. */
  readonly names: Names
  /** The roles without which a record is none of these; a reader that needs none is never guessed. */
  readonly needs: readonly Role[]
  /** Whether a record that has what is needed has this shape; it has where this is left out. */
  knows?(columns: Columns): boolean
  read(columns: Columns): Parts | Refused
  /** A record and the example that it becomes, from `@example` on. It is documentation and test. */
  readonly example: { readonly record: JsonObject; readonly limo: string }
}

/** What a record says, whatever its shape. */
export interface Parts {
  readonly type: 'parts'
  readonly problem: string
  readonly solutions: readonly ReadSolution[]
  /** None where the record holds none that is right. */
  readonly answer?: ReadAnswer
  /** Help for a learner. */
  readonly hints?: readonly string[]
  /** What the solution's calculation marks said. */
  readonly claims?: readonly string[]
  /** The columns that went into the parts. */
  readonly used: readonly string[]
  /** What is left of such a column, if anything is; it is kept under its name. */
  readonly rest?: JsonObject
}

export interface ReadSolution {
  readonly text: string
  /** Where it is cut into steps; `text` then is empty. */
  readonly steps?: readonly ReadStepText[]
  readonly flawed?: boolean
}

export interface ReadStepText {
  readonly text: string
  /** On one line. */
  readonly title?: string
  readonly wrong?: boolean
}

export interface ReadAnswer {
  /** Empty for a proof. */
  readonly text: string
  readonly isProof?: boolean
  /** Where the record says so. */
  readonly kind?: AnswerKind
  /** Where it was found, if in no box of the solution. */
  readonly from?: 'column' | '####' | 'reply' | 'words'
}

export interface Refused {
  readonly type: 'refused'
  readonly reason: Message
}

export function refused(template: string, args: Message['args'] = {}): Refused {
  return { type: 'refused', reason: message(template, args) }
}

/** A column of a role that must hold text. */
export function textOf(columns: Columns, role: Role): Found | Refused {
  const lookup = columns.text(role)
  if (lookup.type === 'found') return { ...lookup.found, text: withoutBlankEnds(lookup.found.text) }
  if (lookup.type === 'unusable') {
    return refused('its {role} column "{column}" holds no text', { role, column: lookup.column })
  }
  return refused('it has no {role}: no text in a column {names}; it has {columns}', {
    role,
    names: (columns.names[role] ?? []).join(', '),
    columns: columnList(columns.record),
  })
}

export interface FoundAnswer {
  readonly answer: ReadAnswer
  /** The column, if it holds nothing else. */
  readonly used: readonly string[]
}

/** The columns of which nothing is left. */
export function wholeColumns(found: readonly Found[]): string[] {
  return found.flatMap(({ column, whole }) => (whole ? [column] : []))
}

/**
 * The answer of an example: what a column says, else what a solution does. Of a problem that asks for a proof there
 * need not be any.
 */
export function answerFor(
  columns: Columns,
  problem: string,
  solution: string,
  said?: SaidAnswer,
): FoundAnswer | Refused {
  const lookup = columns.text('answer')
  const own = solutionAnswer(solution)
  const inBox = own?.from === 'box'
  if (lookup.type === 'found') {
    const { column, text, whole } = lookup.found
    return {
      answer: { text: withoutBlankEnds(text), ...(!inBox && { from: 'column' as const }) },
      used: whole ? [column] : [],
    }
  }
  if (said) return { answer: { text: said.text, ...(!inBox && { from: 'reply' as const }) }, used: [] }
  if (own) {
    const from = own.from === 'mark' ? '####' : own.from === 'words' ? own.from : undefined
    return { answer: { text: own.text, ...(from && { from }) }, used: [] }
  }
  if (isProofTask(problem)) return { answer: { text: '', isProof: true }, used: [] }
  return refused('it has no answer: no text in a column {names}, no \\boxed in the solution; it has {columns}', {
    names: (columns.names.answer ?? []).join(', '),
    columns: columnList(columns.record),
  })
}

/** Lines end in LF; blank lines at the two ends say nothing and do not come back. */
export function withoutBlankEnds(given: string): string {
  const text = given.includes('\r') ? given.replace(/\r\n?/g, '\n') : given
  let start = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 10) start = at + 1
    else if (code !== 32 && code !== 9) break
    else if (at === text.length - 1) return ''
  }
  let end = text.length
  for (let at = text.length - 1; at >= start; at--) {
    const code = text.charCodeAt(at)
    if (code === 10) end = at
    else if (code !== 32 && code !== 9) break
    else if (at === start) return ''
  }
  return text.slice(start, end)
}

/** An object without some of its keys; undefined where nothing is left. */
export function without(value: { readonly [key: string]: Json }, keys: readonly string[]): JsonObject | undefined {
  const left = Object.entries(value).filter(([key, item]) => !keys.includes(key) && item !== null)
  return left.length ? Object.fromEntries(left) : undefined
}
