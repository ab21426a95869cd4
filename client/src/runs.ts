import type { CancellationToken } from 'vscode'
import type { Ask, Heard, Question, Reply } from '../../server/src/core/model/ask.ts'

/**
 * The runs that the user has started in this window. What the server asks is sent only while one of them is going on,
 * and only to the model that it was started with.
 */
export interface Runs {
  /** Until it is ended. Undefined where a run with other settings of that name is still going on. */
  begin(run: Run): { end(): void } | undefined
  answer(profile: string, question: Question, token: CancellationToken): Promise<Reply>
}

export interface Run {
  /** Of the profile. */
  readonly name: string
  /** What tells two profiles of the same name apart. */
  readonly identity: string
  readonly ask: Ask
  readonly heard?: HeardOf
}

/** What is heard of the reply to a question. */
export type HeardOf = (heard: Heard, question: Question) => void

export function runs(): Runs {
  const going: Run[] = []
  return {
    begin(run) {
      if (going.some(({ identity, name }) => name === run.name && identity !== run.identity)) return undefined
      going.push(run)
      return { end: () => void going.splice(going.indexOf(run), 1) }
    },
    async answer(profile, question, token) {
      const same = going.filter(({ name }) => name === profile)
      const run = same[0]
      if (!run) return { type: 'failed', kind: 'refused-here', reason: `No check with ${profile} is going on` }
      const controller = new AbortController()
      const listening = token.onCancellationRequested(() => controller.abort())
      if (token.isCancellationRequested) controller.abort()
      try {
        return await run.ask(question, {
          signal: controller.signal,
          heard: heard => {
            for (const each of same) each.heard?.(heard, question)
          },
        })
      } finally {
        listening.dispose()
      }
    },
  }
}
