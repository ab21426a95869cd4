import { marks } from './cutoff.ts'
import type { Document, Region } from './format/document.ts'
import { instruction } from './judging/prompts.ts'
import { effectiveFields, exportedTexts } from './row.ts'
import { isBuiltIn, type Settings } from './settings.ts'
import { utf8Length } from './text/utf8.ts'

// How many tokens an example is trained as. Counting needs vocabularies of megabytes, so it is done outside; here is
// what must be counted, and what the counts mean.

/**
 * Tokens of an example, as far as they matter. Plain data without places in a file, so that they can be counted in
 * another thread and handed to the rules.
 */
export interface TokenFacts {
  /** As the settings name it. */
  readonly tokenizer: string
  readonly cutoff: number
  /** One for each solution; none for one that is not trained, or is so short that it fits by any count. */
  readonly solutions: readonly (TokenCount | undefined)[]
}

export interface TokenCount {
  /** Of prompt, problem, solution and the marks around them. */
  readonly tokens: number
  /** Where in the exported solution training stops, if it stops there. */
  readonly cut?: number
}

/** What has to be counted for one solution. */
export interface TokenTask {
  /** What is trained, in order; the solution is the last. */
  readonly texts: readonly string[]
  readonly cutoff: number
}

/** What has to be counted to know whether the solutions of an example fit: nothing for what fits by any count. */
export function tokenTasks(
  document: Document,
  { directives, example, text }: Region,
  { tokens: { cutoff, tokenizer } }: Settings,
): readonly (TokenTask | undefined)[] {
  if (!cutoff || !example) return []
  const most = isBuiltIn(tokenizer) ? mostBuiltIn : mostOfOthers
  const around = marks.before + marks.behind + most(instruction.length)
  // A look without export: no unit of a character has more than three bytes, and nothing but a reference in words and
  // the heads of steps, which stand for their directives, is longer than it is typed.
  const grown = 32 * (text.split('[#').length + directives.length)
  if (around + most(3 * text.length + grown) <= cutoff) return []
  const { language } = effectiveFields(document, example)
  return example.solutions.map(solution => {
    if (solution.flawed) return undefined
    const { question, solution: chain } = exportedTexts(example, solution, language)
    if (!chain || around + most(utf8Length(question) + utf8Length(chain)) <= cutoff) return undefined
    return { texts: [instruction, question, chain], cutoff }
  })
}

/** The built-in tokenizers work on bytes: each token stands for at least one. */
function mostBuiltIn(bytes: number): number {
  return bytes
}

/** Others may compose or decompose characters first, at most threefold by NFC and NFD, or put a mark in front. */
function mostOfOthers(bytes: number): number {
  return 4 * bytes
}

/** Nothing of the example comes near the cutoff. */
export function fits(tasks: readonly (TokenTask | undefined)[]): boolean {
  return tasks.every(task => task === undefined)
}

/** What the counts of tasks come to; `counts` has one for each task. */
export function tokenFacts(
  { tokens: { cutoff, tokenizer } }: Settings,
  counts: readonly (TokenCount | undefined)[],
): TokenFacts {
  return { tokenizer, cutoff, solutions: counts }
}
