import { type Span, span, type Word, word } from '../span.ts'

export const directiveNames = [
  'limo',
  'example',
  'problem',
  'solution',
  'step',
  'error',
  'answer',
  'hint',
  'check',
] as const
export type DirectiveName = (typeof directiveNames)[number]

export const solutionKinds = ['correct', 'flawed'] as const
export const stepKinds = [
  'understand',
  'plan',
  'derive',
  'compute',
  'case',
  'verify',
  'reconsider',
  'conclude',
] as const
export const answerKinds = [
  'number',
  'expression',
  'equation',
  'set',
  'tuple',
  'interval',
  'matrix',
  'choice',
  'text',
  'proof',
] as const
export type StepKind = (typeof stepKinds)[number]
export type AnswerKind = (typeof answerKinds)[number]

/** What each directive may carry on its line, and what it is for; completion, hover and validation are derived from it. */
export interface DirectiveShape {
  readonly docs: string
  /** What the word after the name is; none where no word may stand. */
  readonly word?: { readonly title: string; readonly values?: readonly string[]; readonly required?: boolean }
  readonly label?: boolean
  readonly attributes?: Readonly<Record<string, string>>
  /** What stands after the colon: the first line of the text, all of it, a title, or nothing. */
  readonly rest: 'first line' | 'all' | 'title' | 'nothing'
  readonly follows: 'fields' | 'text'
}

export const directives: Readonly<Record<DirectiveName, DirectiveShape>> = {
  limo: {
    docs: 'Opens the header: the version of the format, then fields that hold for the whole file. First in the file, at most once.',
    word: { title: 'version', values: ['1'], required: true },
    rest: 'nothing',
    follows: 'fields',
  },
  example: {
    docs: 'Opens an example: its id, unique in the data set, then its fields.',
    word: { title: 'id', required: true },
    rest: 'nothing',
    follows: 'fields',
  },
  problem: {
    docs: 'The problem as the reader meets it, in Markdown with math. Exactly once in an example.',
    rest: 'first line',
    follows: 'text',
  },
  solution: {
    docs: 'A worked solution: steps, or paragraphs that count as steps. `correct` unless it says `flawed`. At least one in an example.',
    word: { title: 'kind', values: solutionKinds },
    label: true,
    rest: 'title',
    follows: 'text',
  },
  step: {
    docs: 'One step of the latest solution. The kind says what the step does; the title is for the author and is not exported.',
    word: { title: 'kind', values: stepKinds },
    label: true,
    rest: 'title',
    follows: 'text',
  },
  error: {
    docs: 'Says what is wrong with the step above it. Only in a flawed solution; its first `@error` marks the first wrong step.',
    rest: 'first line',
    follows: 'text',
  },
  answer: {
    docs: 'The final answer: LaTeX without delimiters, but for the kinds `text`, `choice` and `proof`. Exactly once in an example.',
    word: { title: 'kind', values: answerKinds },
    attributes: {
      tolerance: 'How far a number may be from the answer and still count as equal, as a number.',
      unit: 'The unit in which the answer is given.',
    },
    rest: 'all',
    follows: 'text',
  },
  hint: {
    docs: 'Help for a learner. After a step it belongs to that step. Exported only where a format has a place for it.',
    rest: 'first line',
    follows: 'text',
  },
  check: {
    docs: 'One claim that must hold, such as `2^{10} = 1024`. After a step it belongs to that step.',
    rest: 'all',
    follows: 'text',
  },
}

/** What each step kind says that a step does. */
export const stepKindDocs: Readonly<Record<StepKind, string>> = {
  understand: 'Says what is given and what is asked.',
  plan: 'Chooses a way before walking it, and says why.',
  derive: 'Draws a conclusion from what is known.',
  compute: 'Carries out a calculation.',
  case: 'Treats one of several cases.',
  verify: 'Checks a result in another way.',
  reconsider: 'Goes back on something, or tries another way.',
  conclude: 'Gives the final answer.',
}

export const answerKindDocs: Readonly<Record<AnswerKind, string>> = {
  number: 'A number, exact or with a tolerance.',
  expression: 'A formula with symbols.',
  equation: 'An equation or inequality, such as that of a line.',
  set: 'Things without order: $\\{1, 2\\}$.',
  tuple: 'Things in order: $(1, 2)$.',
  interval: 'An interval or a union of intervals.',
  matrix: 'A matrix or a vector.',
  choice: 'A letter of a list of choices.',
  text: 'Words.',
  proof: 'A proof: there is no boxed answer, and the answer may be empty.',
}

export interface Attribute {
  readonly key: Word
  /** None for a bare `key`. */
  readonly value?: Word
  readonly span: Span
}

/** A directive's line. All spans are in its region. */
export interface DirectiveLine {
  readonly name: DirectiveName
  /** The line without its line end. */
  readonly line: Span
  readonly nameSpan: Span
  readonly word?: Word
  readonly label?: Word
  readonly attributes: readonly Attribute[]
  /** The braces and what is between them. */
  readonly braces?: Span
  readonly colon?: Span
  /** What stands after the colon, blanks at its ends left out; present where there is a colon. */
  readonly rest?: Word
  /** What could not be read between the name and the colon. */
  readonly unread: readonly Span[]
}

const nameAtStart = new RegExp(`@(${directiveNames.join('|')})(?=[ \\t:：{\\r\\n]|$)`, 'y')

/** The name of the directive whose line starts at `at`, if one does. */
export function directiveAt(source: string, at: number): DirectiveName | undefined {
  if (source.charCodeAt(at) !== 64) return undefined
  nameAtStart.lastIndex = at
  return nameAtStart.exec(source)?.[1] as DirectiveName | undefined
}

export function readDirective(source: string, name: DirectiveName, start: number, end: number): DirectiveLine {
  const nameEnd = start + 1 + name.length
  const unread: Span[] = []
  const attributes: Attribute[] = []
  let theWord: Word | undefined
  let label: Word | undefined
  let braces: Span | undefined
  let at = nameEnd
  while (at < end) {
    const char = source[at]!
    if (isBlank(char)) {
      at++
    } else if (isColon(char)) {
      break
    } else if (char === '{' && !braces) {
      const close = closingBrace(source, at, end)
      if (close < 0) {
        const stop = nextColon(source, at, end)
        unread.push(trimmedSpan(source, at, stop))
        at = stop
        continue
      }
      braces = span(at, close + 1)
      for (const attribute of readAttributes(source, at + 1, close, unread)) {
        if (attribute.key.text.startsWith('#')) {
          if (label) unread.push(attribute.span)
          else label = word(source, attribute.key.span.start + 1, attribute.key.span.end)
        } else attributes.push(attribute)
      }
      at = close + 1
    } else {
      const from = at
      at++
      while (at < end && !isBlank(source[at]!) && !isColon(source[at]!) && source[at] !== '{') at++
      if (!theWord && !braces && directives[name].word) theWord = word(source, from, at)
      else unread.push(span(from, at))
    }
  }
  const colon = at < end ? span(at, at + 1) : undefined
  const rest = colon && trimmedWord(source, colon.end, end)
  return {
    name,
    line: span(start, end),
    nameSpan: span(start, nameEnd),
    attributes,
    unread,
    ...(theWord && { word: theWord }),
    ...(label && { label }),
    ...(braces && { braces }),
    ...(colon && { colon }),
    ...(rest && { rest }),
  }
}

export function isBlank(char: string): boolean {
  return char === ' ' || char === '\t'
}

function isColon(char: string): boolean {
  return char === ':' || char === '：'
}

function nextColon(source: string, at: number, end: number): number {
  while (at < end && !isColon(source[at]!)) at++
  return at
}

function closingBrace(source: string, at: number, end: number): number {
  let quoted = false
  for (let i = at + 1; i < end; i++) {
    const char = source[i]
    if (char === '"') quoted = !quoted
    else if (char === '}' && !quoted) return i
  }
  return -1
}

const attributePattern =
  /(#?[\p{L}\p{M}\p{N}._-]+)(?:=(?:"((?:[^"]|"")*)"(?=[ \t]|$)|([^ \t"}][^ \t}]*)))?(?=[ \t]|$)/uy

function* readAttributes(source: string, start: number, end: number, unread: Span[]): Generator<Attribute> {
  const inner = source.slice(start, end)
  let at = 0
  while (at < inner.length) {
    if (isBlank(inner[at]!)) {
      at++
      continue
    }
    attributePattern.lastIndex = at
    const match = attributePattern.exec(inner)
    if (!match || /^#(?:$|.*=)/.test(match[0])) {
      const from = at
      while (at < inner.length && !isBlank(inner[at]!)) at++
      unread.push(span(start + from, start + at))
      continue
    }
    const from = start + at
    const key = word(source, from, from + match[1]!.length)
    at += match[0].length
    const raw = match[2] ?? match[3]
    const quoted = match[2] !== undefined ? 1 : 0
    yield {
      key,
      span: span(from, start + at),
      ...(raw !== undefined && {
        value: {
          text: quoted ? raw.replaceAll('""', '"') : raw,
          span: span(key.span.end + 1 + quoted, key.span.end + 1 + quoted + raw.length),
        },
      }),
    }
  }
}

function trimmedSpan(source: string, start: number, end: number): Span {
  while (start < end && isBlank(source[start]!)) start++
  while (end > start && isBlank(source[end - 1]!)) end--
  return span(start, end)
}

export function trimmedWord(source: string, start: number, end: number): Word {
  const trimmed = trimmedSpan(source, start, end)
  return { text: source.slice(trimmed.start, trimmed.end), span: trimmed }
}
