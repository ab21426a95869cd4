import { directives } from '../format/directives.ts'
import type { Directive, Document, Region } from '../format/document.ts'
import type { Span } from '../span.ts'
import { span } from '../span.ts'
import type { Macros } from '../text/latex.ts'
import { latexCommand, latexEnvironments } from '../text/latex-commands.ts'
import { environmentNotes, latexNotes, signNotes } from '../text/latex-notes.ts'
import { commandSample, environmentSample, macroSample } from '../text/latex-samples.ts'
import { commandAround } from './command.ts'
import { shapeLine, wordDocs } from './directive-docs.ts'
import type { FieldPlace } from './field-place.ts'
import { keysAt } from './field-shape.ts'
import { commonValues, languageName } from './field-values.ts'
import { describe, type Mention, mentionAt, mentionsOfSame } from './labels.ts'
import { type Place, placeAt } from './place.ts'

export interface Hover {
  readonly span: Span
  readonly markdown: string
  /** LaTeX that shows what stands there. */
  readonly sample?: string
}

/** What stands at an offset of a region, in words. */
export function hover(
  document: Document,
  regionIndex: number,
  offset: number,
  context: { readonly macros: Macros },
): Hover | undefined {
  const region = document.regions[regionIndex]
  if (!region) return undefined
  const place = placeAt(region, offset)
  switch (place.type) {
    case 'name':
      return place.directive && { span: place.span, markdown: directiveDocs(place.directive) }
    case 'word':
      return hoverWord(region, place)
    case 'attribute':
      return hoverAttribute(region, place, offset)
    case 'key':
    case 'value':
      return hoverField(document, region, place, offset, context.macros)
    case 'prose': {
      const mention = mentionAt(region, offset)
      return mention && { span: mention.whole, markdown: mentionDocs(region, mention) }
    }
    case 'math':
      return hoverLatex(document, region, offset, context.macros)
    case 'head':
    case 'verbatim':
    case 'comment':
    case 'between':
      return undefined
    default:
      return place satisfies never
  }
}

function directiveDocs({ name }: Directive): string {
  const { docs, word, attributes } = directives[name]
  const values = word?.values?.map(value => `\`${value}\``).join(', ')
  return paragraphs(
    `\`\`\`limo\n${shapeLine(name)}\n\`\`\``,
    docs,
    values && `${capital(word!.title)}: ${values}`,
    ...Object.entries(attributes ?? {}).map(([key, what]) => `\`${key}\`: ${what}`),
  )
}

function hoverWord(region: Region, { directive, span }: Extract<Place, { type: 'word' }>): Hover | undefined {
  const { name, word } = directive
  if (!word || span.start === span.end) return undefined
  if (name === 'example') return { span, markdown: exampleDocs(region, word.text) }
  const docs = wordDocs(name, word.text)
  const values = directives[name].word?.values?.map(value => `\`${value}\``).join(', ')
  const markdown = docs ? `**${word.text}**: ${docs}` : values && `One of ${values} is expected here.`
  return markdown ? { span, markdown } : undefined
}

function exampleDocs({ example }: Region, id: string): string {
  const solutions = example?.solutions ?? []
  const flawed = solutions.filter(solution => solution.flawed).length
  const correct = solutions.length - flawed
  const counts = [count(correct, 'correct solution'), ...(flawed ? [count(flawed, 'flawed one')] : [])].join(', ')
  const rows = correct > 1 ? ` Exported as \`${id}\`, \`${id}~2\`${correct > 2 ? ', …' : ''}.` : ''
  return paragraphs(`**${id}**: the id of this example, unique in the data set.`, `${counts}.${rows}`)
}

function hoverAttribute(
  region: Region,
  { directive, role, key, span }: Extract<Place, { type: 'attribute' }>,
  offset: number,
): Hover | undefined {
  if (role === 'label') {
    const mention = mentionAt(region, offset)
    return mention && { span: mention.whole, markdown: mentionDocs(region, mention) }
  }
  const { attributes = {} } = directives[directive.name]
  return Object.hasOwn(attributes, key) ? { span, markdown: `**${key}**: ${attributes[key]}` } : undefined
}

function mentionDocs(region: Region, mention: Mention): string {
  const { target, role, label } = mention
  if (!target)
    return `There is no step of this solution and no solution of this example with the label \`${label.text}\`.`
  const text = (target.step ?? target.solution).text.value
  if (role === 'reference') return paragraphs(`**${describe(target)}**`, text && quoted(text))
  const references = mentionsOfSame(region, mention).filter(other => other.role === 'reference').length
  return paragraphs(`**${describe(target)}**`, `Referred to ${references === 1 ? 'once' : `${references} times`}.`)
}

function hoverField(
  document: Document,
  region: Region,
  place: FieldPlace,
  offset: number,
  macros: Macros,
): Hover | undefined {
  const { directive, path } = place
  const isMacro = directive.name === 'limo' && path[0] === 'macros'
  if (isMacro) return hoverLatex(document, region, offset, macros)
  const key = place.type === 'key' ? region.text.slice(place.span.start, place.span.end) : place.key
  const shape = keysAt(directive, path).get(key)
  if (!shape || place.span.start === place.span.end) return undefined
  if (place.type === 'value') {
    const value = region.text.slice(place.span.start, place.span.end)
    const docs = valueDocs(key, value)
    return docs ? { span: place.span, markdown: `**${value}**: ${docs}` } : undefined
  }
  const values = shape.values?.map(value => `- \`${value}\`: ${valueDocs(key, value)}`).join('\n')
  return { span: place.span, markdown: paragraphs(`**${key}**: ${shape.docs}`, values) }
}

function valueDocs(key: string, value: string): string {
  if (key === 'language') return languageName(value) ?? ''
  return commonValues(key).find(known => known.text === value)?.docs ?? ''
}

function hoverLatex(document: Document, region: Region, offset: number, macros: Macros): Hover | undefined {
  const command = commandAround(region.text, offset)
  if (!command) return hoverEnvironment(region.text, offset)
  const { text, span } = command
  if (Object.hasOwn(macros, text)) {
    const isOwn = document.regions[0]?.header?.macros.some(macro => macro.name.text === text)
    const where = isOwn ? 'A macro of the header.' : 'A macro of the settings.'
    const sample = macroSample(text, macros[text]!)
    return { span, markdown: paragraphs(code(`${text} → ${macros[text]}`), where), sample }
  }
  const name = text.slice(1)
  const known = latexCommand(name)
  if (!known) return Object.hasOwn(signNotes, name) ? { span, markdown: `${code(text)} ${signNotes[name]}` } : undefined
  const note = Object.hasOwn(latexNotes, name) ? latexNotes[name]! : ''
  const usage = text + known.args.replaceAll('[]', '[…]').replaceAll('{}', '{…}')
  const head = known.look ? `${code(usage)} ${escaped(known.look)}` : code(usage)
  const markdown = paragraphs(head, note, known.text && 'Inside `\\text{…}` only.')
  return { span, markdown, ...withSample(commandSample(name)) }
}

/** The name in `\begin{…}` and `\end{…}`. */
function hoverEnvironment(source: string, offset: number): Hover | undefined {
  const from = Math.max(0, offset - 30)
  const before = /\\(?:begin|end)\{([A-Za-z]*\*?)$/.exec(source.slice(from, offset))
  if (!before) return undefined
  const after = /^[A-Za-z]*\*?/.exec(source.slice(offset, offset + 30))![0]
  const name = before[1]! + after
  const known = latexEnvironments.find(environment => environment.name === name)
  const note = Object.hasOwn(environmentNotes, name) ? environmentNotes[name]! : ''
  if (!known && !note) return undefined
  return {
    span: span(offset - before[1]!.length, offset + after.length),
    markdown: paragraphs(code(`\\begin{${name}}${(known?.args ?? '').replaceAll('{}', '{…}')}`), note),
    ...withSample(environmentSample(name)),
  }
}

function withSample(sample: string | undefined): { sample?: string } {
  return sample ? { sample } : {}
}

const quoteLines = 4
const quoteLimit = 400

/** The first lines of a text, as they are typed. */
function quoted(text: string): string {
  const lines = text.slice(0, quoteLimit).split('\n').slice(0, quoteLines)
  const shown = lines.join('\n')
  const ticks = '`'.repeat(Math.max(3, ...[...shown.matchAll(/`+/g)].map(match => match[0].length + 1)))
  return `${ticks}limo\n${shown}${shown.length < text.length ? ' …' : ''}\n${ticks}`
}

export function code(text: string): string {
  const ticks = '`'.repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(match => match[0].length)) + 1)
  return text.includes('`') ? `${ticks} ${text} ${ticks}` : `\`${text}\``
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~$&]/g, '\\$&')
}

export function paragraphs(...all: readonly (string | false | undefined)[]): string {
  return all.filter(Boolean).join('\n\n')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
