import { isAlias, isNode, parseDocument, visit } from 'yaml'
import * as z from 'zod'
import { type Span, span, type Word, word } from '../span.ts'
import { isBlank, trimmedWord } from './directives.ts'
import type { Line } from './lines.ts'

// The shape of every field. Completion, hover, validation and the JSON schema are derived from it.

export const statuses = ['draft', 'review', 'accepted', 'rejected'] as const
export const splits = ['train', 'validation', 'test'] as const
export type Split = (typeof splits)[number]

const languageTag = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/

const text = z.string({ error: 'a text' }).min(1, { error: 'a text that is not empty' })
const texts = z.array(text, { error: 'a list, such as [algebra, sequences]' })
const language = z.string({ error: 'a language tag such as en or zh' }).regex(languageTag, {
  error: 'a BCP 47 language tag such as en, zh or pt-BR',
})

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

const source = z.union(
  [
    text,
    z.strictObject({
      name: text.optional(),
      url: text.optional(),
      license: text.optional(),
      id: z.union([text, z.number()]).optional(),
    }),
  ],
  { error: 'a text, or a mapping with name, url, license and id' },
)

export const ExampleFields = z.object({
  title: text.optional().meta({ description: 'What the example is called, for people.' }),
  domain: text.optional().meta({ description: 'The field of knowledge, such as `number theory`.' }),
  topics: texts.optional().meta({ description: 'A list of topics, such as `[modular arithmetic, cycles]`.' }),
  difficulty: z
    .number({ error: 'a number from 1 to 10' })
    .min(1, { error: 'a number from 1 to 10' })
    .max(10, { error: 'a number from 1 to 10' })
    .optional()
    .meta({ description: 'How hard it is, from 1 (a first exercise) to 10 (the hardest competitions).' }),
  source: source
    .optional()
    .meta({ description: 'Where the problem comes from: a text, or `name`, `url`, `license` and `id`.' }),
  language: language.optional().meta({ description: 'The language of the example, as a BCP 47 tag: `en`, `zh`.' }),
  authors: texts.optional().meta({ description: 'Who wrote it: a list of names.' }),
  tags: texts.optional().meta({ description: 'A list of words of your own, to find examples by.' }),
  status: z
    .enum(statuses, { error: `one of ${statuses.join(', ')}` })
    .optional()
    .meta({ description: 'How far the example has come: `draft`, `review`, `accepted` or `rejected`.' }),
  split: z
    .enum(splits, { error: `one of ${splits.join(', ')}` })
    .optional()
    .meta({ description: 'The part of the data set it belongs to: `train`, `validation` or `test`.' }),
  meta: z
    .record(z.string(), z.json(), { error: 'a mapping, such as {level: 3}' })
    .optional()
    .meta({ description: 'A mapping of your own, kept and exported as it is.' }),
})
export type ExampleFields = z.infer<typeof ExampleFields>

export const HeaderFields = z.object({
  title: text.optional().meta({ description: 'What the data set is called.' }),
  description: text.optional().meta({ description: 'What the data set is, in a few sentences.' }),
  license: text.optional().meta({ description: 'The licence of the examples, such as `CC-BY-4.0`.' }),
  language: ExampleFields.shape.language,
  authors: ExampleFields.shape.authors,
  macros: z
    .record(z.string(), z.string(), { error: 'a mapping from LaTeX commands to their replacements' })
    .optional()
    .meta({ description: 'LaTeX commands and what they stand for, one a line: `\\Z: \\mathbb{Z}`.' }),
  defaults: ExampleFields.optional().meta({ description: 'Fields for every example of the file.' }),
})
export type HeaderFields = z.infer<typeof HeaderFields>

export const exampleFieldNames = Object.keys(ExampleFields.shape) as (keyof ExampleFields)[]
export const headerFieldNames = Object.keys(HeaderFields.shape) as (keyof HeaderFields)[]

/** Fields whose one-line value is the rest of the line as typed. */
const plainFields = new Set(['title', 'description', 'license', 'language', 'domain', 'status', 'split', 'source'])

export interface Field {
  readonly key: Word
  /** From the key to the end of the last line that is not blank. */
  readonly span: Span
  /** What stands after the colon and below it; empty at the colon's end where there is nothing. */
  readonly valueSpan: Span
  /** Only where it could be read and has the shape that the key asks for. */
  readonly value?: unknown
}

export interface Macro {
  readonly name: Word
  readonly replacement: Word
}

export interface Fields<T> {
  readonly entries: readonly Field[]
  readonly values: Partial<T>
}

/** Something among the fields that is not as it should be. */
export type FieldFlaw =
  | { readonly type: 'unknown-field'; readonly span: Span; readonly key: string }
  | { readonly type: 'repeated-field'; readonly span: Span; readonly key: string; readonly first: Span }
  | { readonly type: 'invalid-yaml'; readonly span: Span; readonly reason: string }
  | {
      readonly type: 'invalid-field-value'
      readonly span: Span
      readonly key: string
      readonly expected: string
      readonly found: string
    }
  | { readonly type: 'field-syntax'; readonly span: Span; readonly key: string }
  | { readonly type: 'prose-among-fields'; readonly span: Span }

const keyPattern = /[ \t]*([\p{L}_][\p{L}\p{N}_-]*|\\(?:[A-Za-z@]+|[^\sA-Za-z]))[ \t]*([:：])/uy

interface Block {
  readonly key: Word
  readonly colonEnd: number
  readonly lines: Line[]
  readonly loose: boolean
}

/** Reads the fields on `lines`; each is read by itself, so that a broken one costs only itself. */
export function readExampleFields(source: string, lines: readonly Line[], flaws: FieldFlaw[]): Fields<ExampleFields> {
  return readFields(source, lines, ExampleFields.shape, exampleFieldNames, flaws) as Fields<ExampleFields>
}

export interface HeaderRead {
  readonly fields: Fields<HeaderFields>
  readonly macros: readonly Macro[]
  readonly defaults: Fields<ExampleFields> | undefined
}

export function readHeaderFields(source: string, lines: readonly Line[], flaws: FieldFlaw[]): HeaderRead {
  const macros: Macro[] = []
  let defaults: Fields<ExampleFields> | undefined
  const fields = readFields(source, lines, HeaderFields.shape, headerFieldNames, flaws, block => {
    const inner = indentedLines(source, block)
    if (!inner) return undefined
    if (block.key.text === 'macros') {
      const read = readMacros(source, inner, flaws)
      for (const macro of read ?? []) macros.push(macro)
      return read && { value: Object.fromEntries(read.map(macro => [macro.name.text, macro.replacement.text])) }
    }
    if (block.key.text === 'defaults') {
      defaults = readExampleFields(source, inner, flaws)
      return { value: defaults.values }
    }
    return undefined
  }) as Fields<HeaderFields>
  if (!macros.length && fields.values.macros) {
    const field = fields.entries.find(entry => entry.key.text === 'macros')!
    for (const [name, replacement] of Object.entries(fields.values.macros)) {
      macros.push({
        name: { text: name, span: field.valueSpan },
        replacement: { text: replacement, span: field.valueSpan },
      })
    }
  }
  return { fields, macros, defaults }
}

function readFields(
  source: string,
  lines: readonly Line[],
  shape: Readonly<Record<string, z.ZodType>>,
  names: readonly string[],
  flaws: FieldFlaw[],
  special?: (block: Block) => { value: unknown } | undefined,
): Fields<unknown> {
  const entries: Field[] = []
  const values: Record<string, unknown> = {}
  const seen = new Map<string, Span>()
  for (const block of blocks(source, lines, names, flaws)) {
    const { key } = block
    const last = lastFilled(source, block)
    const whole = span(key.span.start, last)
    const valueSpan = last > block.colonEnd ? trimmedSpanOf(source, block.colonEnd, last) : span(last, last)
    const known = names.includes(key.text)
    if (!known) flaws.push({ type: 'unknown-field', span: key.span, key: key.text })
    else if (block.loose) {
      flaws.push({ type: 'field-syntax', span: span(key.span.start, block.colonEnd), key: key.text })
    }
    const first = seen.get(key.text)
    if (first) flaws.push({ type: 'repeated-field', span: whole, key: key.text, first })
    else seen.set(key.text, whole)
    const read =
      known && !first
        ? (special?.(block) ?? readValue(source, block, last, plainFields.has(key.text), flaws))
        : undefined
    if (!read) {
      entries.push({ key, span: whole, valueSpan })
      continue
    }
    const result = shape[key.text]!.safeParse(read.value)
    if (result.success && read.value !== null) {
      entries.push({ key, span: whole, valueSpan, value: result.data })
      values[key.text] = result.data
    } else {
      entries.push({ key, span: whole, valueSpan })
      flaws.push({
        type: 'invalid-field-value',
        span: valueSpan.end > valueSpan.start ? valueSpan : key.span,
        key: key.text,
        expected: expectedOf(result.error, key.text, shape),
        found: read.value === null ? '' : shown(read.value),
      })
    }
  }
  return { entries, values }
}

function expectedOf(error: z.ZodError | undefined, key: string, shape: Readonly<Record<string, z.ZodType>>): string {
  const issue = error?.issues[0]
  if (!issue) return key in ExampleFields.shape || key in shape ? 'a value' : ''
  const where = issue.path.length ? ` at ${issue.path.join('.')}` : ''
  return `${issue.message}${where}`
}

function shown(value: unknown): string {
  const json = typeof value === 'string' ? value : JSON.stringify(value)
  return json.length > 60 ? `${json.slice(0, 57)}…` : json
}

/** Cuts lines into one block for each key, and reports what belongs to none. */
function* blocks(
  source: string,
  lines: readonly Line[],
  names: readonly string[],
  flaws: FieldFlaw[],
): Generator<Block> {
  const indent = indentOf(source, lines)
  let open: Block | undefined
  let prose: { start: number; end: number } | undefined
  for (const line of lines) {
    const filled = firstFilled(source, line)
    if (filled < 0) {
      open?.lines.push(line)
      continue
    }
    const column = filled - line.start
    const key = column <= indent ? keyOn(source, line, names) : undefined
    if (key && (!prose || names.includes(key.key.text))) {
      if (open) yield open
      if (prose) flaws.push({ type: 'prose-among-fields', span: span(prose.start, prose.end) })
      prose = undefined
      open = key
    } else if (open && !prose && (column > indent || continues(source, filled, line))) {
      open.lines.push(line)
    } else {
      if (open) yield open
      open = undefined
      prose ??= { start: line.start, end: line.end }
      prose.end = line.end
    }
  }
  if (open) yield open
  if (prose) flaws.push({ type: 'prose-among-fields', span: span(prose.start, prose.end) })
}

/** A list item, the end of a flow collection or a YAML comment may stand at the column of the key. */
function continues(source: string, at: number, line: Line): boolean {
  const char = source[at]
  if (char === '-') return at + 1 >= line.end || isBlank(source[at + 1]!)
  return char === ']' || char === '}' || char === '#'
}

/** `names`: those that may be followed by a value without a blank between; all where none are given. */
function keyOn(source: string, line: Line, names?: readonly string[]): Block | undefined {
  keyPattern.lastIndex = line.start
  const match = keyPattern.exec(source)
  if (!match || keyPattern.lastIndex > line.end) return undefined
  const colonEnd = keyPattern.lastIndex
  const keyEnd = colonEnd - 1
  const keyStart = line.start + match[0].indexOf(match[1]!)
  const key = word(source, keyStart, keyStart + match[1]!.length)
  const loose = match[2] === '：' || (colonEnd < line.end && !isBlank(source[colonEnd]!))
  if (loose && names && !names.includes(key.text)) return undefined
  return { key, colonEnd, lines: [line], loose: loose || keyEnd > key.span.end }
}

function indentOf(source: string, lines: readonly Line[]): number {
  for (const line of lines) {
    const filled = firstFilled(source, line)
    if (filled >= 0) return filled - line.start
  }
  return 0
}

function firstFilled(source: string, line: Line): number {
  for (let at = line.start; at < line.end; at++) if (!isBlank(source[at]!)) return at
  return -1
}

function lastFilled(source: string, block: Block): number {
  for (let i = block.lines.length - 1; i >= 0; i--) {
    const line = block.lines[i]!
    if (firstFilled(source, line) < 0) continue
    let end = line.end
    while (end > line.start && isBlank(source[end - 1]!)) end--
    return Math.max(end, block.colonEnd)
  }
  return block.colonEnd
}

function trimmedSpanOf(source: string, start: number, end: number): Span {
  while (start < end && /\s/.test(source[start]!)) start++
  return span(start, end)
}

/** The lines below the key, where nothing stands on the key's own line. */
function indentedLines(source: string, block: Block): Line[] | undefined {
  const [first, ...below] = block.lines
  if (trimmedWord(source, block.colonEnd, first!.end).text !== '') return undefined
  const filled = below.filter(line => firstFilled(source, line) >= 0)
  return filled.length && filled.every(line => isBlank(source[line.start]!)) ? below : undefined
}

/** Each macro is read by itself, as a field is; undefined where the lines are no such list. */
function readMacros(source: string, lines: readonly Line[], flaws: FieldFlaw[]): Macro[] | undefined {
  const indent = indentOf(source, lines)
  const blocks: Block[] = []
  for (const line of lines) {
    const filled = firstFilled(source, line)
    const column = filled - line.start
    if (column === indent && source[filled] === '#') continue
    const key = filled >= 0 && column <= indent ? keyOn(source, line) : undefined
    if (key) blocks.push(key)
    else if (blocks.length && (filled < 0 || column > indent)) blocks.at(-1)!.lines.push(line)
    else if (filled >= 0) return undefined
  }
  const macros: Macro[] = []
  for (const block of blocks) {
    const last = lastFilled(source, block)
    const read = last <= block.colonEnd ? { value: '' } : readValue(source, block, last, true, flaws)
    if (!read) continue
    if (typeof read.value !== 'string') return undefined
    const { start, end } = trimmedSpanOf(source, block.colonEnd, last)
    macros.push({ name: block.key, replacement: { text: read.value, span: span(start, end) } })
  }
  return macros
}

/** `plain`: a value on one line is that line as typed. */
function readValue(
  source: string,
  block: Block,
  last: number,
  plain: boolean,
  flaws: FieldFlaw[],
): { value: unknown } | undefined {
  const oneLine = last <= block.lines[0]!.end
  const first = trimmedWord(source, block.colonEnd, oneLine ? last : block.lines[0]!.end)
  if (oneLine && first.text === '') return { value: null }
  if (oneLine && plain && !isQuoted(first.text) && !isBlockMark(first.text)) {
    return { value: first.text }
  }
  if (oneLine) {
    const simple = simpleValue(first.text)
    if (simple !== undefined) return { value: simple }
  }
  const { text, sourceOf } = joined(source, block.lines, oneLine ? first.span.start : block.colonEnd, last)
  const read = yamlValue(text)
  if ('value' in read) return read
  const start = sourceOf(read.start)
  flaws.push({
    type: 'invalid-yaml',
    span: span(start, Math.max(start, sourceOf(read.end - 1) + 1)),
    reason: read.reason,
  })
  return undefined
}

/** The lines of a value, of which comments are none, ended by LF, and where each of its characters stands. */
function joined(
  source: string,
  lines: readonly Line[],
  from: number,
  to: number,
): { readonly text: string; readonly sourceOf: (at: number) => number } {
  const pieces = lines
    .filter(line => line.start < to)
    .map((line, i) => source.slice(i ? line.start : from, Math.min(line.end, to)))
  return { text: pieces.join('\n'), sourceOf }

  function sourceOf(at: number): number {
    let i = 0
    for (; i < pieces.length - 1 && at > pieces[i]!.length; i++) at -= pieces[i]!.length + 1
    return (i ? lines[i]!.start : from) + at
  }
}

const wordPattern = '[A-Za-z](?:[\\w -]*\\w)?'
const simpleList = new RegExp(`^\\[ *${wordPattern}(?: *, *${wordPattern})* *\\]$`)
const notText = /^(?:true|false|null)$/i

/** Values that need no YAML parser; a test holds this against one. */
export function simpleValue(text: string): unknown {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  if (!simpleList.test(text)) return undefined
  const items = text
    .slice(1, -1)
    .split(',')
    .map(item => item.trim())
  return items.some(item => notText.test(item)) ? undefined : items
}

function isQuoted(text: string): boolean {
  return /^"(?:[^"\\]|\\.)*"$/.test(text) || /^'(?:[^']|'')*'$/.test(text)
}

function isBlockMark(text: string): boolean {
  return text === '|' || text === '>'
}

type YamlRead = { readonly value: unknown } | { readonly reason: string; readonly start: number; readonly end: number }

/** Reads one value. Anchors, aliases, tags and documents are refused; integers beyond 2^53 come back as text. */
export function yamlValue(text: string): YamlRead {
  try {
    return readYaml(text)
  } catch (error) {
    const reason = error instanceof RangeError ? 'it is nested too deeply' : String((error as Error).message)
    return { reason, start: 0, end: text.length }
  }
}

function readYaml(text: string): YamlRead {
  const document = parseDocument(text, { intAsBigInt: true, prettyErrors: false, logLevel: 'error' })
  const refused = (reason: string, range?: readonly number[] | null): YamlRead => ({
    reason,
    start: Math.min(range?.[0] ?? 0, text.length),
    end: Math.min(Math.max(range?.[1] ?? text.length, (range?.[0] ?? 0) + 1), text.length),
  })
  const error = document.errors[0]
  if (error) return refused(yamlReason(error.message), error.pos)
  if (document.directives?.docStart || /^(?:---|\.\.\.)(?:\s|$)/m.test(text)) {
    return refused('a field holds one value, without document marks')
  }
  let flaw: YamlRead | undefined
  visit(document, (_, node) => {
    if (isAlias(node)) flaw = refused('aliases are not read here; write the value out', node.range)
    else if (isNode(node) && 'anchor' in node && node.anchor)
      flaw = refused('anchors are not read here; write the value out', node.range)
    else if (isNode(node) && node.tag) flaw = refused('tags are not read here; write the plain value', node.range)
    return flaw ? visit.BREAK : undefined
  })
  if (flaw) return flaw
  return { value: jsonOf(document.toJS({ maxAliasCount: 0 })) }
}

function yamlReason(message: string): string {
  const first = message.split('\n')[0]!.trim()
  return first.charAt(0).toLowerCase() + first.slice(1)
}

function jsonOf(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (Array.isArray(value)) return value.map(jsonOf)
  if (value && typeof value === 'object') {
    const result: Record<string, unknown> = Object.create(null)
    for (const [key, item] of Object.entries(value)) result[key] = jsonOf(item)
    return { ...result }
  }
  return value
}
