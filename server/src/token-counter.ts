import { dirname, extname, isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { trainedTokens } from './core/cutoff.ts'
import { builtInTokenizers, isBuiltIn, type TokenizerName } from './core/settings.ts'
import type { TokenCount, TokenTask } from './core/tokens.ts'
import { Failure } from './files.ts'
import { thread } from './thread.ts'
import type { Counted, CountTask } from './token-thread.ts'

// Tokens are counted in a thread of its own, which goes when it has had nothing to do for a while: it holds vocabularies of
// 100 MB.

export interface TokenCounter {
  /**
   * The tokens of each text. What was asked last is counted first. It fails where the tokenizer cannot be read, or takes
   * longer than the limit; and with `dropped` where nobody wants the counts any more when it is their turn.
   */
  count(
    task: Pick<CountTask, 'texts' | 'cutoff'>,
    tokenizer: TokenizerName,
    isWanted?: () => boolean,
  ): Promise<Counted | { readonly type: 'dropped' }>
  dispose(): void
}

/** How long a task may take, in milliseconds, the reading of the vocabulary included; most take less than a hundredth. */
const limit = 20_000

/** How long the thread is kept after the last task. */
const rest = 120_000

interface Waiting {
  readonly task: CountTask
  readonly isWanted: () => boolean
  readonly done: (outcome: Counted | { readonly type: 'dropped' }) => void
}

export function tokenCounter(): TokenCounter {
  const waiting: Waiting[] = []
  let busy = false
  // What a library says there is no part of what this process writes.
  const runner = thread<CountTask, Counted>(() => threadFile, limit, {
    stdout: true,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  })
  let resting: NodeJS.Timeout | undefined
  return { count, dispose }

  function count(
    { cutoff, texts }: Pick<CountTask, 'texts' | 'cutoff'>,
    { folder, tokenizer }: TokenizerName,
    isWanted: () => boolean = () => true,
  ): Promise<Counted | { readonly type: 'dropped' }> {
    const path = isBuiltIn(tokenizer) ? tokenizer : pathOf(tokenizer, folder)
    if (path === undefined) return Promise.resolve(failed(tokenizer, 'only files on this machine can be read'))
    const task: CountTask = { tokenizer: path, texts, ...(cutoff !== undefined && { cutoff }) }
    return new Promise(resolve => {
      const done: Waiting['done'] = outcome =>
        resolve(outcome.type === 'failed' ? failed(tokenizer, outcome.reason) : outcome)
      waiting.push({ task, isWanted, done })
      next()
    })
  }

  function next(): void {
    if (busy) return
    let entry = waiting.pop()
    while (entry && !entry.isWanted()) {
      entry.done({ type: 'dropped' })
      entry = waiting.pop()
    }
    clearTimeout(resting)
    if (!entry) {
      resting = setTimeout(dispose, rest).unref()
      return
    }
    const { done, task } = entry
    busy = true
    void runner.ask(task).then(outcome => {
      busy = false
      done(outcome.type === 'answer' ? outcome.answer : { type: 'failed', reason: outcome.reason })
      next()
    })
  }

  function dispose(): void {
    clearTimeout(resting)
    runner.dispose()
  }
}

/** Beside this file, in the sources as in what is built. */
const threadFile = join(dirname(import.meta.filename), `token-thread${extname(import.meta.filename)}`)

function failed(tokenizer: string, reason: string): Counted {
  const expected = isBuiltIn(tokenizer)
    ? ''
    : `; expected ${builtInTokenizers.join(', ')} or the path of a tokenizer.json`
  return { type: 'failed', reason: `tokens are not counted by "${tokenizer}": ${reason}${expected}` }
}

/** Undefined where no path of this machine leads there. */
function pathOf(tokenizer: string, folder: string | undefined): string | undefined {
  if (isAbsolute(tokenizer)) return tokenizer
  if (folder === undefined) return undefined
  if (!/^[a-z][a-z\d+.-]+:/i.test(folder)) return resolve(folder, tokenizer)
  try {
    return resolve(fileURLToPath(folder), tokenizer)
  } catch {
    return undefined
  }
}

/** What the count of a task comes to. */
export function tokenCount({ counts, cut }: Extract<Counted, { type: 'counted' }>, { cutoff }: TokenTask): TokenCount {
  return { tokens: trainedTokens(counts, cutoff).tokens, ...(cut !== undefined && { cut }) }
}

/** How many characters are counted in one go. */
const portion = 1_000_000

/** The tokens of each text, by themselves; a tokenizer that cannot be used is a `Failure`. */
export async function countTokens(
  texts: readonly string[],
  tokenizer: TokenizerName,
  counter?: TokenCounter,
): Promise<number[]> {
  const own = counter ?? tokenCounter()
  const result: number[] = []
  try {
    for (let from = 0; from < texts.length; ) {
      let to = from
      for (let length = 0; to < texts.length && (to === from || length + texts[to]!.length <= portion); to++) {
        length += texts[to]!.length
      }
      const counted = await own.count({ texts: texts.slice(from, to) }, tokenizer)
      if (counted.type !== 'counted') throw new Failure(counted.type === 'failed' ? counted.reason : 'not counted')
      result.push(...counted.counts)
      from = to
    }
  } finally {
    if (!counter) own.dispose()
  }
  return result
}
