import { idFrom } from '../dataset/ids.ts'
import { type DirectiveLine, directives } from '../format/directives.ts'
import type { Directive, Region } from '../format/document.ts'
import { nearest } from '../format/nearest.ts'
import { message } from '../message.ts'
import { type Span, span } from '../span.ts'
import { insertion, newlineOf } from './edits.ts'
import { missingColon } from './missing-colon.ts'
import { type Fix, type Found, flawsOf, type Rule } from './rule.ts'

export const unreadableDirective: Rule = {
  id: 'unreadable-directive',
  title: 'Something on the line of a directive that cannot be read',
  severity: 'error',
  docs: `
A directive is \`@name word {attributes}: text\`, where only some names take a word or attributes. What fits nowhere
counts for nothing: a title without its colon, a label on a part that has none, a tolerance that is no number. The
example would be exported as if it had not been written.

Write the colon before a title or a text, put labels and attributes between braces, and give a tolerance as a number
that is not negative, such as \`tolerance=0.01\`.
`,
  good: [
    '@limo 1\n@example a\n@problem: What?\n@solution flawed {#wrong}: Guess\n@step derive {#a}: Title\n',
    '@answer number {tolerance=1e-3 unit="km/h"}: 5\n',
    '@answer: \\frac{1}{2}\n',
  ],
  bad: [
    {
      text: '@solution\n@step derive «The cycle»\nText.\n@problem «What is $\\sqrt{x+1}$?»\n',
      fixed: '@solution\n@step derive: The cycle\nText.\n@problem: What is $\\sqrt{x+1}$?\n',
    },
    { text: '@answer «\\frac{x+1}{x-1}»\n@step «The cycle»\n', fixed: '@answer: \\frac{x+1}{x-1}\n@step: The cycle\n' },
    { text: '@example my «first example»\n', fixed: '@example my-first-example\n' },
    { text: '@example a: «Sums»\n', fixed: '@example a\ntitle: Sums\n' },
    { text: '@problem {«#p»}\nWhat?\n' },
    { text: '@answer {«tolerence=0.1»}: 5\n', fixed: '@answer {tolerance=0.1}: 5\n' },
    { text: '@answer {tolerance=«5%»}: 5\n@problem\nA\n' },
    { text: '@answer {unit=m «unit=km»}: 5\n' },
    { text: '@step derive «compute»: Title\n' },
    { text: '@step derive «{#a»: Title\n', fixed: '@step derive {#a}: Title\n' },
    { text: '@step {#a «#b»}: Title\n' },
  ],
  *check({ region }) {
    const flaws = [...flawsOf(region, 'unreadable-directive')].map(flaw => flaw.span)
    let from = 0
    for (const directive of region.directives) {
      let to = from
      while (to < flaws.length && isIn(flaws[to]!, directive.line)) to++
      yield* check(region, directive, flaws.slice(from, to))
      from = to
    }
  },
}

function isIn(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}

function* check(region: Region, directive: Directive, flaws: readonly Span[]): Generator<Found> {
  if (directive.name === 'answer') yield* checkTolerance(directive)
  if (!flaws.length) return
  const text = missingColon(region.text, directive)
  if (text) {
    yield {
      span: text.span,
      message: message('No colon stands before "{found}"; expected one, as in @{name}: …', {
        found: shortened(text.text),
        name: directive.name,
      }),
      fixes: [insertColon(region, text.span.start)],
    }
  }
  const apart = flaws.filter(flaw => !text || flaw.start < text.span.start)
  if (directive.name === 'example' && directive.word) {
    const words = apart.filter(flaw => flaw.end <= (directive.braces ?? directive.colon ?? directive.line).end)
    const between = words.filter(flaw => !directive.braces || !isIn(flaw, directive.braces))
    if (between.length) yield idWithBlanks(region, directive, between)
    for (const flaw of apart) if (!between.includes(flaw)) yield explained(region, directive, flaw)
    return
  }
  for (const flaw of apart) if (!isMeantAsWord(directive, flaw)) yield explained(region, directive, flaw)
}

/** `@example: id` lacks its id, and that is what is said of it. */
function isMeantAsWord(directive: DirectiveLine, flaw: Span): boolean {
  return restIsWord(directive) && flaw.start === directive.rest?.span.start
}

/** Whether the id or the version stands after a colon. */
export function restIsWord({ name, word, rest }: DirectiveLine): boolean {
  return (name === 'example' || name === 'limo') && !word && !!rest?.text && !/\s/.test(rest.text)
}

function insertColon({ text }: Region, before: number): Fix {
  let at = before
  while (text[at - 1] === ' ' || text[at - 1] === '\t') at--
  return { title: message('Write the colon'), edits: [insertion(at, at === before ? ': ' : ':')] }
}

function idWithBlanks(region: Region, directive: Directive, words: readonly Span[]): Found {
  const from = directive.word!.span.start
  const to = words.at(-1)!.end
  const id = idFrom(region.text.slice(from, to))
  return {
    span: span(words[0]!.start, to),
    message: message('The id of an example ends at the first blank; expected one word'),
    ...(id !== undefined && {
      fixes: [{ title: message('Write the id as {id}', { id }), edits: [{ span: span(from, to), text: id }] }],
    }),
  }
}

function explained(region: Region, directive: Directive, at: Span): Found {
  const { name } = directive
  const shape = directives[name]
  const found = region.text.slice(at.start, at.end)
  const args = { name, found: shortened(found) }
  if (at.start === directive.rest?.span.start) {
    return {
      span: at,
      message: message('@{name} takes no text after a colon; a title is a field below it', args),
      ...titleField(region, directive),
    }
  }
  if (directive.label && at.start === directive.label.span.start - 1) {
    return { span: at, message: message('@{name} takes no label; only a solution or a step has one', args) }
  }
  const attribute = directive.attributes.find(other => other.span.start === at.start)
  if (attribute) {
    const key = attribute.key.text
    const known = Object.keys(shape.attributes ?? {})
    if (known.includes(key)) {
      return { span: at, message: message('"{key}" stands twice; the first counts', { key }) }
    }
    if (!known.length) {
      return { span: at, message: message('@{name} takes no attribute, and here is "{found}"', args) }
    }
    const meant = nearest(key, known)
    return {
      span: at,
      message: message('@{name} has no attribute "{key}"; expected {known}', {
        name,
        key,
        known: known.join(' or '),
      }),
      ...(meant && {
        fixes: [
          { title: message('Write {word}', { word: meant }), edits: [{ span: attribute.key.span, text: meant }] },
        ],
      }),
    }
  }
  if (found.startsWith('{') && !directive.braces) {
    const isLabel = /^\{#[\p{L}\p{M}\p{N}._-]+$/u.test(found)
    return {
      span: at,
      message: message('The brace before "{found}" is not closed; expected "}" on the same line', {
        found: shortened(found.slice(1)),
      }),
      ...(isLabel && { fixes: [{ title: message('Close the brace'), edits: [insertion(at.end, '}')] }] }),
    }
  }
  if (directive.braces && isIn(at, directive.braces)) {
    return {
      span: at,
      message:
        found.startsWith('#') && directive.label
          ? message('"{found}" is a second label; the first counts', args)
          : message('"{found}" cannot be read as an attribute; expected #label, key=value or key="two words"', args),
    }
  }
  return {
    span: at,
    message: message('"{found}" cannot be read here; expected {shape}', { ...args, shape: shapeOf(directive) }),
  }
}

function titleField(region: Region, directive: Directive): { fixes?: Fix[] } {
  const { colon, rest, name } = directive
  const fields = name === 'limo' ? region.header?.fields : region.example?.fields
  if (!fields || fields.entries.some(field => field.key.text === 'title')) return {}
  const line = `${newlineOf(region)}title: ${rest!.text}`
  return {
    fixes: [{ title: message('Make it the title'), edits: [{ span: span(colon!.start, rest!.span.end), text: line }] }],
  }
}

/** What a directive's line may look like. */
function shapeOf({ name }: DirectiveLine): string {
  const { attributes, label, rest, word } = directives[name]
  const parts = [`@${name}`]
  if (word) parts.push(word.required ? word.title : `[${word.title}]`)
  if (label) parts.push('{#label}')
  if (attributes) parts.push('{…}')
  const titled = rest === 'title' ? ': title' : rest === 'nothing' ? '' : ': text'
  return parts.join(' ') + titled
}

function* checkTolerance(directive: Directive): Generator<Found> {
  const seen = new Set<string>()
  for (const { key, value, span: whole } of directive.attributes) {
    if (seen.has(key.text)) continue
    seen.add(key.text)
    if (key.text === 'tolerance' && !/^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value?.text ?? '')) {
      yield {
        span: value?.span ?? whole,
        message: value
          ? message('The tolerance is "{found}"; expected a number that is not negative, such as 0.01', {
              found: value.text,
            })
          : message('The tolerance has no value; expected a number such as tolerance=0.01'),
      }
    } else if (key.text === 'unit' && !value?.text) {
      yield { span: whole, message: message('The unit has no value; expected one such as unit=km') }
    }
  }
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}
