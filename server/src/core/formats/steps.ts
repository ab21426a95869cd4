import { type Message, message } from '../message.ts'
import type { Row } from '../row.ts'

/** A solution step by step, as readers of step labels want it. */
export interface Steps {
  /** Each has text; what stands before the first step is part of it. */
  readonly texts: readonly string[]
  /** The first that is wrong, from 0; -1 where all are right. */
  readonly wrong: number
}

export function labelledSteps({ flaw, opening, steps }: Row): Steps {
  const texts: string[] = []
  let wrong = -1
  for (const [i, text] of steps.entries()) {
    if (text === '') continue
    if (i === flaw?.step) wrong = texts.length
    texts.push(texts.length || !opening ? text : `${opening}\n\n${text}`)
  }
  if (!texts.length && opening) texts.push(opening)
  return { texts, wrong }
}

/** Why a flawed solution has no labels, if it has none. */
export function lacksLabels(row: Row): Message | undefined {
  if (!row.flaw) return undefined
  if (row.flaw.step === undefined) return message('no step of its flawed solution is marked with @error')
  return labelledSteps(row).wrong < 0 ? message('the step marked with @error has no text') : undefined
}
