import type { Region } from '../format/document.ts'
import { message } from '../message.ts'
import { chainsOf } from '../rules/chain.ts'
import type { Fix } from '../rules/rule.ts'
import type { Lexicon } from '../words/lexicon.ts'
import { authoredSteps, splitStep } from './split-steps.ts'

/** Other forms that what stands at an offset could have, whether something was found there or not. */
export function* refactorings(region: Region, offset: number, words: Lexicon): Generator<Fix> {
  for (const chain of chainsOf(region)) {
    const { solution } = chain
    if (!solution.steps.length) {
      const { directive } = solution
      if (offset < directive.line.start || offset > directive.body.end) continue
      const edits = authoredSteps(region, chain, words)
      if (edits.length) yield { title: message('Turn the paragraphs into steps'), edits }
      continue
    }
    for (const link of chain.links) {
      if (!link.step) continue
      const { directive } = link.step
      if (offset < directive.line.start || offset >= directive.body.end) continue
      const edits = splitStep(region, link, words)
      if (edits.length) yield { title: message('Cut the step into several'), edits }
    }
  }
}
