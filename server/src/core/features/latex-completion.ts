import type { Region } from '../format/document.ts'
import { type Span, span } from '../span.ts'
import type { Macros } from '../text/latex.ts'
import { type LatexCommand, latexCommands, latexEnvironments } from '../text/latex-commands.ts'
import { commonCommands, environmentNotes, latexNotes } from '../text/latex-notes.ts'
import { commandSample, environmentSample, macroSample } from '../text/latex-samples.ts'
import { displayEnvironments } from '../text/markup.ts'
import { commandStart } from './command.ts'
import type { Completion } from './completion.ts'
import { escapeSnippet } from './snippet.ts'

type Offer = Omit<Completion, 'edit'> & { readonly text: string; readonly name: string }

/** What may be typed at an offset in a formula that reaches to `formula.end`. */
export function completeLatex(region: Region, offset: number, formula: Span, macros: Macros): Completion[] {
  const source = region.text
  const environment = openName(source, offset)
  if (environment) return completeEnvironment(source, offset, environment, formula)
  const start = commandStart(source, offset)
  if (start === undefined) return []
  return [...completeMacros(source, start, offset, macros), ...offersFor(commands, source, start, offset)]
}

/** LaTeX that shows what would be typed by an offer of these, by its label: `\\frac`, `\\begin{cases}`, `cases`. */
export function sampleOf(label: string, macros: Macros): string | undefined {
  if (Object.hasOwn(macros, label)) return macroSample(label, macros[label]!)
  const environment = /^(?:\\begin\{)?([A-Za-z]+\*?)\}?$/.exec(label)?.[1]
  return environment ? environmentSample(environment) : commandSample(label.slice(1))
}

/** The environments that stand for themselves outside math. */
export function completeBareEnvironment(source: string, offset: number): Completion[] {
  const start = commandStart(source, offset)
  // `\$` is a sign, and no command is being typed.
  if (start === undefined || (offset === start + 1 && /\S/.test(source[offset] ?? ''))) return []
  return offersFor(bareEnvironments, source, start, offset)
}

function completeMacros(source: string, start: number, offset: number, macros: Macros): Completion[] {
  const offers = Object.entries(macros).map(([command, replacement]): Offer => {
    const count = Math.max(0, ...[...replacement.matchAll(/#([1-9])/g)].map(match => Number(match[1])))
    return {
      ...commandText(command.slice(1), '{}'.repeat(count)),
      label: command,
      kind: 'command',
      detail: replacement,
      documentation: 'A macro of this data set.',
      sortText: `0${command}`,
    }
  })
  return offersFor(offers, source, start, offset)
}

function offersFor(offers: readonly Offer[], source: string, start: number, offset: number): Completion[] {
  const typed = source.slice(start + 1, offset).toLowerCase()
  let end = offset
  while (/[A-Za-z]/.test(source[end] ?? '')) end++
  const hasArgument = source[end] === '{'
  const replaced = span(start, end)
  const found: Completion[] = []
  for (const { text, name, snippet, ...offer } of offers) {
    const isEnvironment = name.endsWith('}')
    const isMeant = holds(name.toLowerCase(), typed) || (isEnvironment && name.toLowerCase().startsWith(typed, 6))
    if (!isMeant || (hasArgument && isEnvironment)) continue
    // The arguments are there already: only the name is another.
    if (hasArgument || !snippet) found.push({ ...offer, edit: { span: replaced, text: `\\${name}` } })
    else found.push({ ...offer, snippet, edit: { span: replaced, text } })
  }
  return found
}

/** Whether a name has the typed letters in this order, the first one first. */
function holds(name: string, typed: string): boolean {
  if (name.startsWith(typed)) return true
  if (name[0] !== typed[0]) return false
  let at = 0
  for (let i = 0; i < name.length && at < typed.length; i++) if (name[i] === typed[at]) at++
  return at === typed.length
}

function completeEnvironment(source: string, offset: number, open: OpenName, formula: Span): Completion[] {
  const after = /^[A-Za-z*]*(\}?)/.exec(source.slice(offset, offset + 30))!
  const replaced = span(open.from, offset + after[0].length)
  if (open.command === '\\end') {
    const name = lastOpen(source.slice(formula.start, open.from))
    if (!name) return []
    return [{ label: name, kind: 'value', edit: { span: replaced, text: `${name}}` }, sortText: '0', filterText: name }]
  }
  const rest = source.slice(offset, formula.end)
  return latexEnvironments.map(({ name, args }) => {
    const closed = rest.includes(`\\end{${name}}`)
    return {
      label: name,
      kind: 'value' as const,
      detail: environmentNotes[name] ?? 'An environment',
      edit: { span: replaced, text: closed ? `${name}}` : environmentBody(name, args) },
      snippet: !closed,
      filterText: name,
    }
  })
}

interface OpenName {
  readonly command: string
  readonly from: number
}

/** Where the name of an environment starts that is being typed. */
function openName(source: string, offset: number): OpenName | undefined {
  const match = /(\\begin|\\end)\{([A-Za-z]*\*?)$/.exec(source.slice(Math.max(0, offset - 40), offset))
  return match ? { command: match[1]!, from: offset - match[2]!.length } : undefined
}

/** The environment that is open at the end of a formula. */
function lastOpen(latex: string): string | undefined {
  const open: string[] = []
  for (const match of latex.matchAll(/\\(begin|end)\{([A-Za-z]+\*?)\}/g)) {
    if (match[1] === 'begin') open.push(match[2]!)
    else if (open.at(-1) === match[2]) open.pop()
  }
  return open.at(-1)
}

const common = new Set(commonCommands)
const commands: readonly Offer[] = [
  ...latexCommands.flatMap(command => (command.name === 'begin' ? [] : [commandOffer(command)])),
  ...latexEnvironments.map(({ name, args }) => environmentOffer(name, args)),
]
const bareEnvironments: readonly Offer[] = displayEnvironments
  .flatMap(name => [`${name}*`, name])
  .map(name => environmentOffer(name, environmentArgs(name)))

function commandOffer(command: LatexCommand): Offer {
  const { name, args, look, text } = command
  const note = latexNotes[name]
  const place = text ? 'inside `\\text{…}` only' : ''
  const documentation = [note, place].filter(Boolean).join('; ')
  return {
    ...commandText(name, args),
    label: `\\${name}`,
    kind: 'command',
    ...(look && { symbol: look }),
    ...((look || args) && { detail: look || `\\${name}${args.replaceAll('{}', '{…}').replaceAll('[]', '')}` }),
    ...(documentation && { documentation }),
    sortText: `${common.has(name) ? 1 : text ? 4 : note || look ? 2 : 3}${name}`,
  }
}

export function environmentOffer(name: string, args: string): Offer {
  return {
    label: `\\begin{${name}}`,
    name: `begin{${name}}`,
    kind: 'snippet',
    detail: environmentNotes[name] ?? 'An environment',
    text: `\\\\begin{${environmentBody(name, args)}`,
    snippet: true,
    sortText: `2begin{${name}}`,
  }
}

function environmentArgs(name: string): string {
  return latexEnvironments.find(known => known.name === name)?.args ?? ''
}

/** What follows `\begin{`. */
function environmentBody(name: string, args: string): string {
  const columns = name.startsWith('alignat') || name === 'alignedat' ? '2' : name === 'subarray' ? 'c' : 'cc'
  return `${name}\\}${args ? `{\${1:${columns}}\\}` : ''}\n  $0\n\\\\end{${name}\\}`
}

/** What is typed for a command: a snippet with its arguments, if it takes any. */
export function commandText(name: string, args: string): { text: string; name: string; snippet?: true } {
  if (name === 'left') return { text: '\\\\left($1\\\\right)', name, snippet: true }
  const isBare = args === '' || /^(?:right|middle|[bB]igg?[lmr]?|m?kern|[hm]skip)$/.test(name)
  const command = escapeSnippet(`\\${name}`)
  if (isBare) return { text: command, name }
  let place = 0
  return { text: command + args.replaceAll('[]', '').replaceAll('{}', () => `{$${++place}\\}`), name, snippet: true }
}
