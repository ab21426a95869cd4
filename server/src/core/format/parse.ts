import { type Span, span, type Word } from '../span.ts'
import { copied } from '../text/copied.ts'
import {
  type AnswerKind,
  answerKinds,
  type DirectiveLine,
  directives,
  readDirective,
  type StepKind,
  stepKinds,
} from './directives.ts'
import type { Answer, Directive, Document, Example, Flaw, Header, Part, Region, Solution, Step } from './document.ts'
import { type FieldFlaw, type Fields, readExampleFields, readHeaderFields } from './fields.ts'
import { countLineEnds, isComment, type Line, linesOf } from './lines.ts'
import { nearMiss } from './near-miss.ts'
import { isBlankLine, type Text, textOf } from './text.ts'

const byteOrderMark = '\uFEFF'

/** Reads a text. Never fails: what cannot be read is a flaw beside what can. Regions of `before` are used again. */
export function parse(text: string, before?: Document): Document {
  const bom = text.startsWith(byteOrderMark)
  return { bom, regions: parseRegions(bom ? text.slice(1) : text, true, before?.regions ?? []) }
}

/** A part of a document: its head and some of its examples. */
export interface DocumentPart {
  readonly document: Document
  /** How many lines stand between its head and its first example in the whole text. */
  readonly linesBefore: number
}

/**
 * The same regions as `parse` reads, in parts of at most so many examples, so that no more than one of them need be in
 * memory. There is one part at least; the head is the same object in all of them. Who keeps a region keeps its text only.
 */
export function* parseInParts(text: string, examples = 100): Generator<DocumentPart> {
  const bom = text.startsWith(byteOrderMark)
  const source = bom ? text.slice(1) : text
  const starts = exampleStarts(source)
  const head = parseRegion(copied(source.slice(0, starts[0])), true)
  let linesBefore = 0
  for (let from = 0; from === 0 || from < starts.length; from += examples) {
    const ends = starts.slice(from + 1, from + examples + 1)
    const regions = starts
      .slice(from, from + examples)
      .map((start, i) => parseRegion(copied(source.slice(start, ends[i])), false))
    yield { document: { bom, regions: [head, ...regions] }, linesBefore }
    for (const { lineEnds } of regions) linesBefore += lineEnds.lf + lineEnds.crlf + lineEnds.cr
  }
}

/** A change to the whole text of a document, its byte-order mark counted. */
export interface Change {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** What `parse` says of the changed text, at the cost of the regions that the change touches. */
export function update(document: Document, change: Change): Document {
  const { regions } = document
  const first = document.bom ? byteOrderMark + regions[0]!.text : regions[0]!.text
  let from = 0
  let start = 0
  while (from < regions.length - 1 && start + lengthOf(from) <= change.start) start += lengthOf(from++)
  let to = from
  let end = start + lengthOf(from)
  while (to < regions.length - 1 && end <= change.end) end += lengthOf(++to)
  // What is directly above an example decides where its region starts, so the neighbours are read again too.
  if (from > 0) start -= lengthOf(--from)
  if (to < regions.length - 1) end += lengthOf(++to)

  const old = regions.slice(from, to + 1)
  const whole = old.map((region, i) => (from + i === 0 ? first : region.text)).join('')
  let text = whole.slice(0, change.start - start) + change.text + whole.slice(change.end - start)
  let { bom } = document
  if (from === 0) {
    bom = text.startsWith(byteOrderMark)
    if (bom) text = text.slice(1)
  }
  const read = parseRegions(text, from === 0, old)
  const updated = regions.slice()
  if (read.length === old.length) for (const [i, region] of read.entries()) updated[from + i] = region
  else updated.splice(from, old.length, ...read)
  return { bom, regions: updated }

  function lengthOf(index: number): number {
    return index === 0 ? first.length : regions[index]!.text.length
  }
}

/** The text of a document, its byte-order mark included. */
export function textOfDocument(document: Document): string {
  return (document.bom ? byteOrderMark : '') + document.regions.map(region => region.text).join('')
}

export function regionStarts(document: Document): number[] {
  const starts: number[] = []
  let at = 0
  for (const region of document.regions) {
    starts.push(at)
    at += region.text.length
  }
  return starts
}

function parseRegions(text: string, head: boolean, before: readonly Region[]): Region[] {
  // Each is taken once: two examples with the same text are two.
  const known = new Map<string, Region[]>()
  for (const region of before) {
    const key = (region.head ? 'head' : '') + region.text
    const same = known.get(key)
    if (same) same.push(region)
    else known.set(key, [region])
  }
  const starts = exampleStarts(text)
  if (head) starts.unshift(0)
  return starts.map((start, i) => {
    const part = text.slice(start, starts[i + 1])
    const isHead = head && i === 0
    return known.get((isHead ? 'head' : '') + part)?.shift() ?? parseRegion(part, isHead)
  })
}

/** Where each example starts: at its directive, or at the comments directly above it. */
function exampleStarts(text: string): number[] {
  const starts: number[] = []
  for (const match of text.matchAll(exampleLine)) {
    // Where the part before the directive is: behind the line end that the match begins with.
    let start = match.index + match[0].length - '@example'.length
    for (let above = lineAbove(text, start); above >= 0 && isComment(text, above); above = lineAbove(text, start)) {
      start = above
    }
    starts.push(start)
  }
  return starts
}

const exampleLine = /(?:^|[\r\n])@example(?=[ \t:：{\r\n]|$)/g

/** Where the line before the one at `start` starts; -1 if there is none. */
function lineAbove(text: string, start: number): number {
  if (start === 0) return -1
  let at = start - 1
  if (text.charCodeAt(at) === 10 && text.charCodeAt(at - 1) === 13) at--
  while (at > 0 && text.charCodeAt(at - 1) !== 10 && text.charCodeAt(at - 1) !== 13) at--
  return at
}

interface OpenStep {
  directive: Directive
  text: Text
  errors: Part[]
  hints: Part[]
  checks: Part[]
}

interface OpenSolution extends OpenStep {
  steps: OpenStep[]
}

function parseRegion(source: string, head: boolean): Region {
  const lines = linesOf(source)
  const flaws: Flaw[] = []
  const comments = lines.filter(line => line.kind === 'comment').map(line => span(line.start, line.end))
  const all: { directive: Directive; lines: Line[] }[] = []
  const before: Line[] = []
  for (const line of lines) {
    if (line.kind !== 'directive') {
      const open = all.at(-1)
      ;(open ? open.lines : before).push(line)
      continue
    }
    const read: DirectiveLine = readDirective(source, line.name!, line.start, line.end)
    all.push({ directive: { ...read, body: span(line.next, line.next) }, lines: [] })
  }
  for (const [i, entry] of all.entries()) {
    const end = all[i + 1]?.directive.line.start ?? source.length
    entry.directive = { ...entry.directive, body: span(Math.min(entry.directive.body.start, end), end) }
  }
  reportNearMisses(source, lines, flaws)
  const stray = before.filter(line => line.kind === 'text' && !isBlankLine(source, line))
  if (stray.length) {
    flaws.push({ type: 'stray-text', span: span(stray[0]!.start, stray.at(-1)!.end), where: 'before' })
  }

  let header: Header | undefined
  let exampleDirective: Directive | undefined
  let fields: Fields<object> | undefined
  let problem: Part | undefined
  let answer: Answer | undefined
  const solutions: OpenSolution[] = []
  const hints: Part[] = []
  const checks: Part[] = []
  let step: OpenStep | undefined
  let latest: OpenStep | undefined // the step or solution that a hint or check belongs to
  let hasParts = false

  for (const [i, { directive, lines: body }] of all.entries()) {
    const { name } = directive
    reportUnread(directive, flaws)
    switch (name) {
      case 'limo':
        if (head && i === 0) {
          const found: FieldFlaw[] = []
          const read = readHeaderFields(source, fieldLines(body), found)
          for (const flaw of found) flaws.push(flaw)
          header = { directive, version: directive.word?.text, ...read }
        } else misplaced(directive, 'it opens the file, before everything else')
        break
      case 'example': {
        exampleDirective = directive
        const found: FieldFlaw[] = []
        fields = readExampleFields(source, fieldLines(body), found)
        for (const flaw of found) flaws.push(flaw)
        break
      }
      case 'problem':
        latest = undefined
        if (!problem) problem = { directive, text: partText(directive, body) }
        else repeated(directive, problem.directive)
        break
      case 'answer':
        latest = undefined
        if (answer) repeated(directive, answer.directive)
        else {
          const kind = answerKinds.find(known => known === directive.word?.text) as AnswerKind | undefined
          answer = { directive, text: partText(directive, body), kind }
        }
        break
      case 'solution': {
        const text = textOf(source, body, undefined, directive.line.end)
        const opened = { directive, text, steps: [], errors: [], hints: [], checks: [] }
        solutions.push(opened)
        step = undefined
        latest = opened
        break
      }
      case 'step': {
        const solution = solutions.at(-1)
        if (!solution) {
          misplaced(directive, 'a step stands in a solution')
          break
        }
        step = {
          directive,
          text: textOf(source, body, undefined, directive.line.end),
          errors: [],
          hints: [],
          checks: [],
        }
        solution.steps.push(step)
        latest = step
        break
      }
      case 'error':
        if (!step) misplaced(directive, 'it stands below the step that is wrong')
        else if (solutions.at(-1)!.directive.word?.text !== 'flawed') {
          misplaced(directive, 'it stands in a solution marked flawed')
        } else step.errors.push({ directive, text: partText(directive, body) })
        break
      case 'hint':
      case 'check': {
        const part = { directive, text: partText(directive, body) }
        const owner = latest ?? { hints, checks }
        owner[name === 'hint' ? 'hints' : 'checks'].push(part)
        break
      }
      default:
        name satisfies never
    }
    if (name !== 'limo') hasParts = true
  }

  const example: Example | undefined = hasParts
    ? {
        fields: fields ?? { entries: [], values: {} },
        solutions: solutions.map(closeSolution),
        hints,
        checks,
        ...(exampleDirective && { directive: exampleDirective }),
        ...(exampleDirective?.word && { id: exampleDirective.word }),
        ...(problem && { problem }),
        ...(answer && { answer }),
      }
    : undefined
  return {
    text: source,
    lineEnds: countLineEnds(lines, source),
    head,
    directives: all.map(entry => entry.directive),
    comments,
    flaws,
    ...(header && { header }),
    ...(example && { example }),
  }

  function misplaced(directive: Directive, expected: string): void {
    flaws.push({ type: 'misplaced-directive', span: directive.nameSpan, name: directive.name, expected })
  }

  function repeated(directive: Directive, first: Directive): void {
    flaws.push({
      type: 'repeated-part',
      span: directive.nameSpan,
      name: directive.name,
      first: first.nameSpan,
    })
  }

  function partText(directive: Directive, body: readonly Line[]): Text {
    const rest = directive.rest?.text ? directive.rest.span : undefined
    if (directives[directive.name].rest === 'first line') return textOf(source, body, rest, directive.line.end)
    if (!rest) return textOf(source, body, undefined, directive.line.end)
    const below = textOf(source, body, undefined, directive.line.end)
    if (below.value) {
      flaws.push({ type: 'stray-text', span: below.span, where: 'inline', name: directive.name })
    }
    return textOf(source, [], rest, directive.line.end)
  }
}

function fieldLines(lines: readonly Line[]): Line[] {
  return lines.filter(line => line.kind === 'text')
}

function closeSolution(open: OpenSolution): Solution {
  const { directive, text, hints, checks } = open
  return {
    directive,
    text,
    hints,
    checks,
    flawed: directive.word?.text === 'flawed',
    steps: open.steps.map(closeStep),
    ...named(directive),
  }
}

function closeStep(open: OpenStep): Step {
  const kind = stepKinds.find(known => known === open.directive.word?.text) as StepKind | undefined
  return { ...open, kind, ...named(open.directive) }
}

function named(directive: Directive): { label?: Word; title?: Word } {
  return {
    ...(directive.label && { label: directive.label }),
    ...(directive.rest?.text && { title: directive.rest }),
  }
}

function reportUnread(directive: Directive, flaws: Flaw[]): void {
  const shape = directives[directive.name]
  const spans: Span[] = [...directive.unread]
  if (directive.label && !shape.label) spans.push(span(directive.label.span.start - 1, directive.label.span.end))
  const seen = new Set<string>()
  for (const attribute of directive.attributes) {
    const key = attribute.key.text
    if (!Object.hasOwn(shape.attributes ?? {}, key) || seen.has(key)) spans.push(attribute.span)
    seen.add(key)
  }
  if (shape.rest === 'nothing' && directive.rest?.text) spans.push(directive.rest.span)
  for (const unread of spans) flaws.push({ type: 'unreadable-directive', span: unread, name: directive.name })
}

function reportNearMisses(source: string, lines: readonly Line[], flaws: Flaw[]): void {
  for (const line of lines) {
    if (line.kind !== 'text') continue
    const miss = nearMiss(source, line.start, line.end)
    if (miss) flaws.push({ type: 'unknown-directive', line: span(line.start, line.end), ...miss })
  }
}
