import { parseArgs } from 'node:util'
import { nearest } from '../core/format/nearest.ts'
import { Failure } from '../files.ts'

/** A command of `limo`: its help and the reading of its options are derived from this object. */
export interface Command<O extends Options = Options> {
  readonly name: string
  readonly summary: string
  /** What follows `limo name`. */
  readonly usage: string
  /** Paragraphs below the usage. */
  readonly docs: string
  /** Whether what begins with one dash is a value, such as -1/2, and no option. */
  readonly dashes?: boolean
  readonly options: O
  /** Returns the exit code. */
  run(values: Values<O>, paths: readonly string[]): Promise<number>
}

export interface Option {
  readonly docs: string
  /** What stands for the value in the help; an option without is a switch. */
  readonly value?: string
  readonly values?: readonly string[]
  /** What it stands for without a value: a number may follow it or not. */
  readonly bare?: string
  readonly multiple?: boolean
  /** Left out of the help. */
  readonly hidden?: boolean
}

export type Options = Readonly<Record<string, Option>>

export type Values<O extends Options> = {
  readonly [K in keyof O]: O[K] extends { readonly multiple: true }
    ? readonly string[]
    : O[K] extends { readonly value: string }
      ? string | undefined
      : boolean
}

export function command<const O extends Options>(definition: Command<O>): Command {
  return definition as unknown as Command
}

/** The call is wrong: the message says what about it, and what would be right. */
export class WrongUse extends Failure {}

export const exits = { clean: 0, findings: 1, wrongUse: 2, undecided: 3, endpoint: 4, broken: 70 } as const

export interface Call {
  readonly values: Values<Options>
  readonly paths: readonly string[]
  readonly help: boolean
}

export function readCall(
  { dashes, name, options }: Pick<Command, 'name' | 'options' | 'dashes'>,
  args: readonly string[],
): Call {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      ...Object.fromEntries(
        Object.entries(options).map(([key, option]) => [
          key,
          { type: option.value && option.bare === undefined ? 'string' : 'boolean' } as const,
        ]),
      ),
    },
  })
  const values: Record<string, string | boolean | string[] | undefined> = {}
  for (const [key, option] of Object.entries(options)) {
    values[key] = option.multiple ? [] : option.value ? undefined : false
  }
  const paths: string[] = []
  let help = false
  let dashed = -1
  let taken = -1
  for (const token of tokens) {
    if (token.index === taken) continue
    if (token.kind === 'positional') paths.push(token.value)
    if (token.kind !== 'option') continue
    const given = args[token.index]!
    if (dashes && /^-(?!-|h$)/.test(given)) {
      // Every character of it is a token.
      if (token.index !== dashed) paths.push(given)
      dashed = token.index
      continue
    }
    if (token.name === 'help') {
      help = true
      continue
    }
    const option = Object.hasOwn(options, token.name) ? options[token.name]! : undefined
    if (!option) throw new WrongUse(unknownOption(token.rawName, name, options))
    if (!option.value) {
      if (token.value !== undefined) throw new WrongUse(`${token.rawName} takes no value`)
      values[token.name] = true
      continue
    }
    const next = args[token.index + 1]
    if (option.bare !== undefined && token.value === undefined && /^\d+$/.test(next ?? '')) taken = token.index + 1
    const value = token.value ?? (taken === token.index + 1 ? next : option.bare)
    const isMissing =
      value === undefined || value === '' || (option.bare === undefined && !token.inlineValue && /^-./.test(value))
    if (isMissing) throw new WrongUse(`${token.rawName} needs a value: ${token.rawName} ${option.value}`)
    if (option.values && !option.values.includes(value)) {
      throw new WrongUse(
        `${token.rawName} ${value}: expected ${option.values.join(', ')}${meant(value, option.values)}`,
      )
    }
    if (option.multiple) (values[token.name] as string[]).push(value)
    else values[token.name] = value
  }
  return { values: values as Values<Options>, paths, help }
}

function unknownOption(rawName: string, command: string, options: Options): string {
  const known = [...Object.keys(options).filter(key => !options[key]!.hidden), 'help'].map(key => `--${key}`)
  return `unknown option ${rawName} of "limo ${command}"${meant(rawName, known)}`
}

/** "; did you mean …?" where there is something near. */
export function meant(typed: string, known: readonly string[]): string {
  const near = nearest(typed, known)
  return near === undefined ? '' : `; did you mean ${near}?`
}

export function helpOf({ docs, name, options, usage }: Command): string {
  const rows = Object.entries(options)
    .filter(([, option]) => !option.hidden)
    .map(([key, option]) => [`--${key}${placeholderOf(option)}`, option.docs] as const)
  return `Usage: limo ${name} ${usage}\n\n${docs.trim()}\n\nOptions:\n${table([...rows, ['-h, --help', 'Show this help.']])}`
}

function placeholderOf({ bare, value }: Option): string {
  return value === undefined ? '' : bare === undefined ? ` ${value}` : ` [${value}]`
}

export function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows
    .map(([left, right]) => `  ${left.padEnd(width)}  ${right.replaceAll('\n', `\n${' '.repeat(width + 4)}`)}\n`)
    .join('')
}
