import type { ExtensionContext } from 'vscode'
import * as z from 'zod'
import { ExportOptions, type OptionName } from '../../server/src/core/formats/options.ts'
import type { FormatDescription, FormatOption } from '../../server/src/core/protocol.ts'
import { type Answer, heading, type Place, pick, pickMany, type } from './steps.ts'

/** Options by name; what is not there has the default of the format. */
export const GivenOptions = z.record(z.string(), z.unknown())
export type GivenOptions = z.infer<typeof GivenOptions>

/** The options that were chosen last for each format: in this workspace, else anywhere. */
export interface OptionMemory {
  of(format: FormatDescription): GivenOptions
  keep(format: FormatDescription, options: GivenOptions): void
}

/** What is proposed where nothing was chosen yet. */
const proposed: GivenOptions = { skip: 'error' }

export function optionMemory({ globalState, workspaceState }: ExtensionContext): OptionMemory {
  const keyOf = ({ id }: FormatDescription): string => `limo.export.options.${id}`
  return {
    of(format) {
      const key = keyOf(format)
      const kept = GivenOptions.safeParse(workspaceState.get(key) ?? globalState.get(key))
      return kept.success ? known(format, kept.data) : proposed
    },
    keep(format, options) {
      void workspaceState.update(keyOf(format), options)
      void globalState.update(keyOf(format), options)
    },
  }
}

/** Those that the format still takes. */
export function known({ options }: FormatDescription, given: GivenOptions): GivenOptions {
  return Object.fromEntries(
    options.flatMap(option => {
      const value = given[option.name]
      return value !== undefined && problemWith(option, value) === undefined ? [[option.name, value]] : []
    }),
  )
}

/** In a few words: what was chosen that is not the default. */
export function summary(
  { options }: FormatDescription,
  given: GivenOptions,
  among: (option: FormatOption) => boolean = () => true,
): string {
  return options
    .filter(among)
    .filter(({ default: usual, name }) => given[name] !== undefined && String(given[name]) !== String(usual ?? ''))
    .map(option => `${labelOf(option).toLowerCase()}: ${shown(option, given)}`)
    .join(', ')
}

interface Asked {
  readonly format: FormatDescription
  readonly given: GivenOptions
  /** Which of them matter here. */
  readonly among: (option: FormatOption) => boolean
  /** What goes on with the options as they are. */
  readonly next: string
}

/** Shows the options with what they mean and are, until the user goes on with them. */
export async function askOptions(asked: Asked, place: Place): Promise<Answer<GivenOptions>> {
  const { among, format, next } = asked
  const options = format.options.filter(among)
  let given = asked.given
  let active: FormatOption | 'next' | 'reset' = 'next'
  for (;;) {
    const answer: Answer<FormatOption | 'next' | 'reset'> = await pick<FormatOption | 'next' | 'reset'>({
      ...place,
      question: 'Go on, or choose an option to change it',
      choices: [
        { label: `$(arrow-right) ${next}`, value: 'next' },
        heading('Options'),
        ...options.map(option => ({
          label: labelOf(option),
          description: shown(option, given),
          detail: option.description,
          value: option,
        })),
        { label: '$(discard) Back to the defaults', value: 'reset' },
      ],
      active,
    })
    if (answer.type !== 'chosen') return answer
    active = answer.value
    if (active === 'reset') {
      given = proposed
      active = 'next'
      continue
    }
    // What the format needs is asked for before it goes on.
    const missing = format.needs.find(name => !given[name])
    const wanted = active === 'next' ? options.find(({ name }) => name === missing) : active
    if (!wanted) return { type: 'chosen', value: given }
    const changed = await change(wanted, given, { title: `${format.title}: ${labelOf(wanted)}`, canGoBack: true })
    if (changed.type === 'closed') return changed
    if (changed.type === 'chosen') given = withOption(given, wanted, changed.value)
  }
}

function withOption(given: GivenOptions, { name, type }: FormatOption, value: unknown): GivenOptions {
  const { [name]: _, ...others } = given
  return type === 'choice' && value === any ? others : { ...others, [name]: value }
}

async function change(option: FormatOption, given: GivenOptions, place: Place): Promise<Answer<unknown>> {
  const value = given[option.name] ?? option.default
  const question = option.description
  switch (option.type) {
    case 'switch':
      return { type: 'chosen', value: !value }
    case 'choices':
      return pickMany({ ...place, question, choices: option.values ?? [] }, Array.isArray(value) ? value : [])
    case 'choice':
      return pick<unknown>({ ...place, question, choices: choicesOf(option), active: value })
    case 'text':
      return option.name === 'system' ? changeSystem(option, value, place) : changeText(option, value, place)
    case 'number': {
      const answer = await changeText(option, value, place)
      return answer.type === 'chosen' ? { type: 'chosen', value: Number(answer.value) } : answer
    }
  }
}

function choicesOf({ default: usual, valueDescriptions, values = [] }: FormatOption) {
  const all = values.map((label, i) => ({
    label,
    ...(label === usual && { description: 'default' }),
    ...(valueDescriptions && { detail: valueDescriptions[i]! }),
    value: label,
  }))
  return usual === undefined ? [{ label: any, description: 'default', value: any }, ...all] : all
}

/** What is chosen where a choice has no default: none of them. */
const any = 'all'

function changeText(option: FormatOption, value: unknown, place: Place): Promise<Answer<string>> {
  return type({ ...place, question: option.description }, String(value ?? ''), text =>
    problemWith(option, option.type === 'number' ? numberFrom(text) : text),
  )
}

/** The prompts that have a name, or a text. */
async function changeSystem(option: FormatOption, value: unknown, place: Place): Promise<Answer<unknown>> {
  const own = Symbol('own')
  const isNamed = value === 'limo' || value === 'none'
  const answer = await pick<unknown>({
    ...place,
    question: 'The system prompt',
    choices: [
      { label: 'limo', detail: 'The one that LIMO was trained with', value: 'limo' },
      { label: 'none', detail: 'No system prompt', value: 'none' },
      { label: 'A text of your own…', ...(!isNamed && { description: String(value) }), value: own },
    ],
    active: isNamed ? value : own,
  })
  return answer.type === 'chosen' && answer.value === own ? changeText(option, isNamed ? '' : value, place) : answer
}

function problemWith({ name, values }: FormatOption, value: unknown): string | undefined {
  if (values && typeof value === 'string' && !values.includes(value)) return `Expected ${values.join(', ')}`
  const read = ExportOptions.shape[name as OptionName].safeParse(value)
  return read.success ? undefined : `Expected ${read.error.issues[0]!.message}`
}

/** What is no number is left for the schema to refuse. */
function numberFrom(text: string): unknown {
  return text.trim() === '' ? text : Number(text)
}

/** `skipStatus` is "Skip status". */
function labelOf({ name }: FormatOption): string {
  const words = name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
  return `${words[0]!.toUpperCase()}${words.slice(1)}`
}

function shown({ default: usual, name, type }: FormatOption, given: GivenOptions): string {
  const value = given[name] ?? usual
  if (type === 'switch') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.join(', ') || 'none'
  if (value === undefined || value === '') return type === 'choice' ? any : 'not set'
  const text = String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
