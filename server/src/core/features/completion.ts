import { type DirectiveName, directiveNames, directives } from '../format/directives.ts'
import type { Directive, Document, Region } from '../format/document.ts'
import { lineEnd } from '../format/lines.ts'
import { contains, type Edit, type Span, span } from '../span.ts'
import type { Macros } from '../text/latex.ts'
import { shapeLine, wordDocs } from './directive-docs.ts'
import { type FieldPlace, keysBeside, lineStart } from './field-place.ts'
import { type FieldShape, keysAt } from './field-shape.ts'
import { commonValues, usedValues } from './field-values.ts'
import { describe, type Labelled, mentionsIn, solutionLabels, solutionWith, stepLabels } from './labels.ts'
import { completeBareEnvironment, completeLatex } from './latex-completion.ts'
import { directiveBefore, type Place, placeAt } from './place.ts'
import { exampleSkeletons, flawedSkeleton, headerSkeleton, type Skeleton } from './skeletons.ts'

/** Something that may be typed at a place. */
export interface Completion {
  readonly label: string
  readonly kind: 'keyword' | 'property' | 'value' | 'reference' | 'command' | 'snippet'
  readonly detail?: string
  /** What a command looks like, as characters. */
  readonly symbol?: string
  /** Markdown. */
  readonly documentation?: string
  /** On one line; holds the offset that was asked for. */
  readonly edit: Edit
  /** Whether the text of the edit is a snippet. */
  readonly snippet?: boolean
  readonly sortText?: string
  readonly filterText?: string
}

export interface CompletionContext {
  /** Those that can be used: of the settings, then of the header. */
  readonly macros: Macros
}

/** What an editor should ask after without being told to. */
export const triggerCharacters: readonly string[] = ['@', '\\', '#', '{', ' ']

/** What may be typed at an offset of a region. */
export function complete(
  document: Document,
  regionIndex: number,
  offset: number,
  context: CompletionContext,
): Completion[] {
  const region = document.regions[regionIndex]
  if (!region) return []
  const place = placeAt(region, offset)
  switch (place.type) {
    case 'name':
      return completeNames(document, region, place.span, place.directive)
    case 'word':
      return completeWord(place.directive, place.span)
    case 'head':
      return completeBraces(place.directive, place.span)
    case 'attribute':
      return place.role === 'value' ? [] : completeAttribute(region, place)
    case 'key':
      return completeKey(document, region, place)
    case 'value':
      return completeValue(document, region, place, offset, context)
    case 'prose':
      return completeReference(region, offset) ?? (place.text ? completeBareEnvironment(region.text, offset) : [])
    case 'math':
      return (
        (!place.closed && completeReference(region, offset)) ||
        completeLatex(region, offset, place.span, context.macros)
      )
    case 'verbatim':
    case 'comment':
    case 'between':
      return []
    default:
      return place satisfies never
  }
}

function completeNames(document: Document, region: Region, typed: Span, own: Directive | undefined): Completion[] {
  const { text } = region
  const fitting = fittingNames(region, typed.start, own)
  const isAlone = text.slice(typed.end, lineEnd(text, typed.end)).trim() === ''
  // A full-width sign is replaced by the right one, and must not keep the editor from finding the names.
  const sign = /^[ \t]*＠/.test(text.slice(typed.start, typed.end)) ? '＠' : '@'
  const found = directiveNames
    .filter(name => name !== 'limo' || own?.name === 'limo' || isFileStart(region, typed.start))
    .map((name): Completion => {
      const rank = fitting.indexOf(name)
      return {
        label: `@${name}`,
        kind: 'keyword',
        detail: shapeLine(name),
        documentation: directives[name].docs,
        edit: { span: typed, text: isAlone ? wholeLine(name) : `@${name}` },
        sortText: rank < 0 ? `y${name}` : `b${order(rank)}`,
        filterText: sign + name,
      }
    })
  if (!isAlone || own) return found
  const skeletons: [Skeleton, string][] = exampleSkeletons.map((skeleton, i) => [skeleton, `x${i}`])
  if (isFileStart(region, typed.start) && !document.regions[0]!.header) skeletons.unshift([headerSkeleton, 'a'])
  if (region.example) skeletons.push([flawedSkeleton, 'x9'])
  for (const [{ label, docs, snippet }, sortText] of skeletons) {
    const filterText = sign + label.slice(1)
    found.push({
      label,
      kind: 'snippet',
      detail: docs,
      edit: { span: typed, text: snippet },
      snippet: true,
      sortText,
      filterText,
    })
  }
  return found
}

function isFileStart(region: Region, at: number): boolean {
  return region.head && !region.directives.some(directive => directive.line.start < at) && !region.header
}

/** The directives that may stand at a place, the likeliest first. */
function fittingNames(region: Region, at: number, own: Directive | undefined): DirectiveName[] {
  const others = region.directives.filter(directive => directive !== own)
  const before = others.filter(directive => directive.line.start < at)
  const has = (name: DirectiveName): boolean => others.some(directive => directive.name === name)
  const last = before.at(-1)?.name
  const opener = before.findLast(directive => directive.name === 'solution')
  const isFlawed = opener?.word?.text === 'flawed'
  const inSolution = opener !== undefined && !before.some(({ name }) => name === 'answer')
  const step = inSolution && before.indexOf(opener) < before.findLastIndex(({ name }) => name === 'step')
  const names: (DirectiveName | false)[] = [
    !last && 'limo',
    (!last || last === 'limo') && 'example',
    !has('problem') && last !== undefined && 'problem',
    step && isFlawed && !hasError(before, opener) && 'error',
    inSolution && 'step',
    last !== undefined && has('problem') && !has('solution') && 'solution',
    step && !has('answer') && 'answer',
    inSolution && !has('answer') && 'answer',
    step && 'check',
    has('problem') && 'hint',
    has('problem') && 'solution',
    has('solution') && !has('answer') && 'answer',
    has('problem') && 'check',
    'example',
  ]
  return [...new Set(names.filter(name => name !== false))]
}

function hasError(before: readonly Directive[], opener: Directive): boolean {
  return before.slice(before.indexOf(opener)).some(directive => directive.name === 'error')
}

/** A directive, ready for what is typed next. */
function wholeLine(name: DirectiveName): string {
  switch (name) {
    case 'limo':
      return '@limo 1'
    case 'example':
    case 'step':
      return `@${name} `
    case 'answer':
    case 'check':
    case 'error':
      return `@${name}: `
    case 'problem':
    case 'solution':
    case 'hint':
      return `@${name}`
  }
}

function completeWord(directive: Directive, typed: Span): Completion[] {
  const { name } = directive
  const values = directives[name].word?.values ?? []
  return [
    ...values.map(
      (value, i): Completion => ({
        label: value,
        kind: 'value',
        ...withDetail(wordDocs(name, value)),
        edit: { span: typed, text: value },
        sortText: `0${order(i)}`,
      }),
    ),
    ...(typed.start === typed.end ? completeBraces(directive, typed) : []),
  ]
}

function completeBraces(directive: Directive, typed: Span): Completion[] {
  const { label, attributes } = directives[directive.name]
  if (directive.braces || (directive.colon && typed.start > directive.colon.start)) return []
  const offer = (text: string, docs: string, snippet: string): Completion => ({
    label: text,
    kind: 'property',
    ...withDetail(docs),
    edit: { span: typed, text: snippet },
    snippet: true,
    sortText: `1${text}`,
  })
  return [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a place of a snippet
    ...(label ? [offer('{#label}', labelDocs, '{#${1:label}\\}')] : []),
    ...Object.entries(attributes ?? {}).map(([key, docs]) => offer(`{${key}=…}`, docs, `{${key}=$1\\}`)),
  ]
}

const labelDocs = 'A label, for references such as `[#label]`.'

function completeAttribute(region: Region, place: Extract<Place, { type: 'attribute' }>): Completion[] {
  const { directive, role } = place
  const { label, attributes = {} } = directives[directive.name]
  const offers: Completion[] = []
  const isFree = !directive.label || contains(directive.label.span, place.span.start)
  if (label && isFree) {
    // A label that is referred to and not yet given is what is most likely meant.
    for (const name of missingLabels(region)) {
      offers.push({
        label: `#${name}`,
        kind: 'reference',
        detail: 'Referred to, and not given yet',
        edit: { span: place.span, text: role === 'label' ? name : `#${name}` },
        filterText: role === 'label' ? name : `#${name}`,
        sortText: `0${name}`,
      })
    }
    if (role === 'key') {
      offers.push({
        label: '#label',
        kind: 'property',
        detail: labelDocs,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a place of a snippet
        edit: { span: place.span, text: '#${1:label}' },
        snippet: true,
        sortText: '1',
      })
    }
  }
  if (role === 'label') return offers
  const taken = new Set(
    directive.attributes.filter(one => one.span.start !== place.span.start).map(one => one.key.text),
  )
  for (const [key, docs] of Object.entries(attributes)) {
    if (taken.has(key)) continue
    const hasValue = region.text[place.span.end] === '='
    offers.push({
      label: `${key}=`,
      kind: 'property',
      detail: docs,
      edit: { span: place.span, text: hasValue ? key : `${key}=` },
      filterText: key,
      sortText: `2${key}`,
    })
  }
  return offers
}

function missingLabels(region: Region): string[] {
  const missing = mentionsIn(region).filter(mention => !mention.target)
  return [...new Set(missing.map(mention => mention.label.text))].sort()
}

function completeKey(document: Document, region: Region, place: Extract<FieldPlace, { type: 'key' }>): Completion[] {
  const present = keysBeside(region.text, place)
  const offers = [...keysAt(place.directive, place.path)]
    .filter(([key]) => !present.has(key))
    .map(
      ([key, shape], i): Completion => ({
        label: key,
        kind: 'property',
        ...withDetail(shape.docs),
        edit: { span: place.span, text: place.complete ? key : keyText(key, shape, place.path.length) },
        snippet: !place.complete,
        sortText: `0${order(i)}`,
      }),
    )
  const isEmpty = place.span.start === place.span.end && !place.path.length
  return isEmpty ? [...offers, ...later(completeNames(document, region, place.span, undefined))] : offers
}

function later(completions: readonly Completion[]): Completion[] {
  return completions.map(completion => ({ ...completion, sortText: `1${completion.sortText ?? ''}` }))
}

function keyText(key: string, shape: FieldShape, depth: number): string {
  if (shape.list) return `${key}: [$1]`
  if (!shape.mapping || key === 'meta') return `${key}: `
  return `${key}:\n${'  '.repeat(depth + 1)}`
}

function completeValue(
  document: Document,
  region: Region,
  place: Extract<FieldPlace, { type: 'value' }>,
  offset: number,
  context: CompletionContext,
): Completion[] {
  const { directive, path, key } = place
  if (directive.name === 'limo' && path[0] === 'macros') {
    return completeLatex(region, offset, place.span, context.macros)
  }
  const shape = keysAt(directive, path).get(key)
  if (!shape || shape.mapping || /^[|>]/.test(region.text.slice(place.span.start, place.span.end))) return []
  // A title is said once.
  const used = shape.values || ['title', 'description', 'id', 'url'].includes(key) ? [] : usedValues(document, key)
  const docs = new Map(commonValues(key).map(value => [value.text, value.docs]))
  const typed = region.text.slice(place.span.start, place.span.end)
  const texts = new Set([...used.filter(text => text !== typed), ...(shape.values ?? []), ...docs.keys()])
  return [...texts].slice(0, valueLimit).map(
    (text, i): Completion => ({
      label: text,
      kind: 'value',
      ...withDetail(docs.get(text) ?? (key === 'language' ? '' : 'Used in this file')),
      edit: { span: place.span, text: valueText(text, shape.list && !place.item, shape.list) },
      filterText: text,
      sortText: order(i),
    }),
  )
}

const valueLimit = 200

function valueText(text: string, needsBrackets: boolean, inList: boolean): string {
  const isPlain = !inList || /^[\p{L}_][^[\]{},:#"'\n]*$/u.test(text)
  const written = isPlain ? text : JSON.stringify(text)
  return needsBrackets ? `[${written}]` : written
}

const referenceTyped = /\[#([\p{L}\p{M}\p{N}._-]*)$/u

/** The labels that may be referred to, where a reference is being typed. */
function completeReference(region: Region, offset: number): Completion[] | undefined {
  const start = lineStart(region.text, offset)
  const match = referenceTyped.exec(region.text.slice(start, offset))
  const { example } = region
  if (!match || !example) return undefined
  const after = /^[\p{L}\p{M}\p{N}._-]*(\]?)/u.exec(region.text.slice(offset, lineEnd(region.text, offset)))!
  const directive = directiveBefore(region, start)
  if (directive?.name === 'answer' || directive?.name === 'check') return undefined
  const replaced = span(offset - match[1]!.length, offset + after[0].length)
  const at = solutionWith(example, directive)
  const here = at?.step ? at.solution.steps.indexOf(at.step) + 1 : 0
  const steps = at ? stepLabels(at.solution).filter(({ step }) => step !== at.step) : []
  const others = solutionLabels(example).filter(({ solution }) => solution !== at?.solution)
  const isEarlier = ({ number }: Labelled): boolean => number < here
  return [...steps.filter(isEarlier), ...others, ...steps.filter(step => !isEarlier(step))].map((labelled, i) => ({
    label: labelled.label.text,
    kind: 'reference',
    detail: describe(labelled),
    edit: { span: replaced, text: `${labelled.label.text}]` },
    filterText: `${labelled.label.text}]`,
    sortText: order(i),
  }))
}

function withDetail(detail: string): { detail?: string } {
  return detail ? { detail } : {}
}

function order(i: number): string {
  return String(i).padStart(4, '0')
}
