import { message } from '../message.ts'
import { span } from '../span.ts'
import type { MathPiece } from '../text/markup.ts'
import { chainsOf, type Link, placeIn } from './chain.ts'
import type { Rule } from './rule.ts'
import { isDelimitedEnvironment } from './texts.ts'

export const bareFormulas: Rule = {
  id: 'bare-formulas',
  title: 'Displayed formulas in a row without a word',
  severity: 'hint',
  docs: `
From one displayed formula to the next a reader has to guess what was done, and a model learns transitions without
reasons. LIMO asks for explanations that build understanding; that bare formulas train worse was not measured: the
evidence is weak. A chain of equations that are simplified line by line needs no words, so only three displayed formulas and
more with nothing between them are reported.

Say between them what is done: "Dividing by $x$, which is not $0$, …".
`,
  good: [
    '@problem\nA?\n@solution\nSo\n\\[x = 1\\]\nand\n\\[y = 2\\]\nand\n\\[z = 3.\\]\n@answer: 5\n',
    '@problem\nA?\n@solution\n\\begin{align*} x &= 1 + 2 \\\\ &= 3 \\\\ &= 2 + 1 \\end{align*}\n@answer: 5\n',
    '@problem\nA?\n@solution\n\\[x = 1\\]\n\\[y = 2 \\text{ because of this}\\]\n\\[z = 3\\]\n@answer: 5\n',
    '@problem\n问？\n@solution\n由此\n$$x = 1$$\n于是\n$$y = 2$$\n从而\n$$z = 3$$\n@answer: 5\n',
  ],
  bad: [
    { text: '@problem\nA?\n@solution\nSo\n«\\[x = 1\\]\n\\[y = 2,\\]\n\n\\[z = 3\\]»\nas wanted.\n@answer: 5\n' },
    { text: '@problem\n问？\n@solution\n@step\n解得\n«$$x = 1$$\n$$y = 2$$；\n$$z = 3$$»\n@answer: 5\n' },
  ],
  *check({ region }) {
    for (const { links } of chainsOf(region)) {
      let run: { readonly first: Link; readonly start: number; end: number; count: number } | undefined
      const runs: NonNullable<typeof run>[] = []
      for (const link of links) {
        if (run && run.first.text !== link.text) run = undefined
        for (const piece of link.pieces) {
          if (piece.type !== 'math' || !isBare(link, piece)) run = undefined
          else if (run && !/[^\s.,;:，。；：]/.test(link.text.value.slice(run.end, piece.start))) {
            run.end = piece.end
            run.count++
          } else {
            run = { first: link, start: piece.start, end: piece.end, count: 1 }
            runs.push(run)
          }
        }
      }
      for (const { count, end, first, start } of runs) {
        if (count < 3) continue
        yield {
          span: placeIn(first, span(start, end)),
          message: message(
            '{count} displayed formulas in a row without a word; expected what leads from one to the next',
            {
              count,
            },
          ),
        }
      }
    }
  },
}

function isBare({ text }: Link, piece: MathPiece): boolean {
  if (!piece.display && !isDelimitedEnvironment(text, piece)) return false
  return !/\\(?:text|mbox|intertext|shortintertext|textrm)\s*\{[^{}]*\p{L}{2}/u.test(
    text.value.slice(piece.innerStart, piece.innerEnd),
  )
}
