import * as z from 'zod'
import { splits, statuses } from '../format/fields.ts'

// What can be chosen of an export. The flags of the command line and the questions of the palette are derived from it.

/** Which rows are held back: none, those with an error, or those with an error or a warning. */
export const Skip = z.enum(['none', 'error', 'warning'])
export type Skip = z.infer<typeof Skip>

export const reasonings = ['plain', 'think', 'think-answer', 'reasoning_content', 'dropped'] as const
export type Reasoning = (typeof reasonings)[number]

const share = z.number({ error: 'a share from 0 to 1, such as 0.1' }).min(0).max(1).default(0)

export const ExportOptions = z.object({
  reasoning: z
    .enum(reasonings)
    .default('plain')
    .meta({
      description: 'Where the reasoning goes.',
      enumDescriptions: [
        'The solution is the reply.',
        'The solution between <think> and </think>, then the final answer.',
        'The same, the final answer between <answer> and </answer>: Open-R1.',
        'The solution in a field of the message; its content is the final answer.',
        'Only the final answer is the reply.',
      ],
    }),
  system: z.string().default('limo').meta({
    description: 'The system prompt: "limo" for the one that LIMO was trained with, "none", or a text of your own.',
    value: 'TEXT',
  }),
  headings: z
    .enum(['needed', 'none', 'number', 'title'])
    .default('needed')
    .meta({
      description: 'What stands before each step.',
      enumDescriptions: [
        '"Step 2." in solutions that refer to their steps, nothing in others.',
        'Nothing.',
        '"Step 2:"',
        '"Step 2:" and the title of the step, on a line of its own.',
      ],
    }),
  hints: z
    .boolean()
    .default(false)
    .meta({ description: 'Put the hints behind the problem; without it they are left out.' }),
  macros: z
    .enum(['expand', 'keep'])
    .default('expand')
    .meta({
      description: 'What becomes of LaTeX commands that the file or the project defines.',
      enumDescriptions: ['What they stand for, so that every reader knows it.', 'They are left as they were typed.'],
    }),
  columns: z
    .enum(['limo', 'all'])
    .default('limo')
    .meta({
      description: 'Which columns a record has.',
      enumDescriptions: ['Question, solution, answer.', 'These, and all that the example says of itself.'],
    }),
  weight: z.boolean().default(false).meta({ description: 'Write the weight 1 on each reply.' }),
  dataSource: z
    .string()
    .min(1, { error: 'a name' })
    .default('lighteval/MATH')
    .meta({ description: 'The data source, by which verl chooses how a reply is scored.', value: 'NAME' }),
  model: z.string().default('').meta({ description: 'The model that is asked.', value: 'NAME' }),
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: 'a name of letters, digits, ".", "_" and "-"' })
    .refine(name => name !== 'dataset_info', { error: "another name: this is one of LLaMA-Factory's own" })
    .default('limo')
    .meta({ description: 'What the data set is called there.', value: 'NAME' }),
  skip: Skip.default('none').meta({
    description: 'Which examples are left out for what is found in them.',
    enumDescriptions: ['None.', 'Those with an error.', 'Those with an error or a warning.'],
  }),
  skipStatus: z
    .array(z.enum(statuses))
    .default([])
    .meta({ description: 'Leave out examples of this status.', value: 'STATUS' }),
  split: z
    .enum(splits)
    .optional()
    .meta({ description: 'Only the examples of this split; one without a split is of "train".' }),
  validation: share.meta({
    description: 'The share of the examples without a split that goes to "validation": always the same ones.',
    value: 'SHARE',
  }),
  test: share.meta({
    description: 'The share of the examples without a split that goes to "test": always the same ones.',
    value: 'SHARE',
  }),
})
export type ExportOptions = z.infer<typeof ExportOptions>
export type OptionName = keyof ExportOptions

/** Options of every format: which examples go into it, and into which part of it. */
export const selecting = ['skip', 'skipStatus', 'split', 'validation', 'test'] as const satisfies readonly OptionName[]

/** An option as people are asked for it. */
export interface OptionShape {
  readonly name: OptionName
  readonly description: string
  readonly type: 'choice' | 'choices' | 'switch' | 'number' | 'text'
  /** What can be chosen, and what each means where that is said. */
  readonly values?: readonly string[]
  readonly valueDescriptions?: readonly string[]
  readonly default?: unknown
  /** What stands for the value in a help text. */
  readonly value?: string
}

interface Property {
  readonly type: string
  readonly description: string
  readonly enum?: readonly string[]
  readonly items?: { readonly enum?: readonly string[] }
  readonly enumDescriptions?: readonly string[]
  readonly default?: unknown
  readonly value?: string
}

export const optionShapes: readonly OptionShape[] = Object.entries(
  z.toJSONSchema(ExportOptions, { io: 'input' }).properties as unknown as Record<OptionName, Property>,
).map(([name, { default: byDefault, description, enum: values, enumDescriptions, items, type, value }]) => {
  const choices = values ?? items?.enum
  return {
    name: name as OptionName,
    description,
    type:
      type === 'boolean'
        ? 'switch'
        : type === 'number'
          ? 'number'
          : type === 'array'
            ? 'choices'
            : choices
              ? 'choice'
              : 'text',
    ...(choices && { values: choices }),
    ...(enumDescriptions && { valueDescriptions: enumDescriptions }),
    ...(byDefault !== undefined && { default: byDefault }),
    ...(value !== undefined && { value }),
  }
})
