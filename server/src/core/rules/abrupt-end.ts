import { message } from '../message.ts'
import { type Span, span } from '../span.ts'
import { type Chain, chainsOf, type Link, placeIn, proseIn, textIn } from './chain.ts'
import type { Rule, View } from './rule.ts'

export const abruptEnd: Rule = {
  id: 'abrupt-end',
  title: 'A solution that is cut off',
  severity: 'warning',
  docs: `
A solution that ends in the middle of a sentence or formula was cut, by a limit of tokens or a slip of copying: it teaches to
stop anywhere, and what it should end with, the answer, is mostly missing too. The evidence is strong: chains above the
cutoff are cut at training, and the data sets that LIMO is compared with drop what does not end.

It is cut for sure where it ends with an open formula or bracket, with a sign or a word that something must follow, or
with words and no stop where every other sentence has one. A last line without a stop is no cut by itself.

Write its end.
`,
  good: [
    '@problem\nA?\n@solution\nHe has 3 pens\nShe has 2, so 5 altogether\n@answer: 5\n',
    '@problem\nA?\n@solution\nIt is three. Then it is four. Then it is five. So it is $\\boxed{5}$\n@answer: 5\n',
    '@problem\nA?\n@solution\nThe picture is this:\n[asy]\ndraw(a);\n[/asy]\n@answer: 5\n',
    '@problem\nA?\n@solution\n@step\nSo it is (see above) what we are looking for.\n@answer: 5\n',
    '@problem\n问？\n@solution\n相加得 $5$，\n\n所以答案是 $5$\n@answer: 5\n',
    '@problem\nA?\n@solution flawed\n@step\nSo it is the\n@error: It is not\n@step\nand\n@answer: 5\n',
  ],
  bad: [
    { text: '@problem\nA?\n@solution\nAdd them.\n\nSo the answer is «the»\n@answer: 5\n' },
    { text: '@problem\nA?\n@solution\n@step\nAdd them.\n@step\nSo we get $x = 2 «+»$\n@answer: 5\n' },
    { text: '@problem\nA?\n@solution\nThere are three. One is red. One is blue. The last «one»\n@answer: 5\n' },
    { text: '@problem\nA?\n@solution\nAdd them (the two that are «left»\n@answer: 5\n' },
    { text: '@problem\nA?\n@solution\nAdd them:\n\n«\\[x = 2 + 3»\n@answer: 5\n' },
    { text: '@problem\n问？\n@solution\n相加得 $5$。«因为»\n@answer: 5\n' },
    { text: '@problem\n问？\n@solution\n@step\n相加得 $5$«，»\n@answer: 5\n' },
  ],
  *check(view) {
    for (const chain of chainsOf(view.region)) {
      const link = chain.links.at(-1)
      if (!chain.whole || !link) continue
      const cut = cutIn(view, chain, link)
      if (!cut) continue
      yield {
        span: placeIn(link, cut),
        message: message('The solution ends in the middle of a sentence or formula; expected its end'),
      }
    }
  },
}

/** Where it breaks off, as small as can be said. */
function cutIn(view: View, chain: Chain, link: Link): Span | undefined {
  const { end, start } = link.within
  const piece = link.pieces.at(-1)
  if (piece?.type === 'unclosed' && /[\p{L}\p{N}]/u.test(link.text.value.slice(piece.start, end))) {
    return span(piece.start, end)
  }
  if (piece?.type === 'dollar' && /^\$[a-zA-Z\\({]/.test(link.text.value.slice(piece.start, piece.start + 2))) {
    return span(piece.start, end)
  }
  if (piece && piece.end === end && piece.type === 'math') {
    const inner = link.text.value.slice(piece.innerStart, piece.innerEnd)
    const open = openFormula.exec(inner)
    if (open) return span(piece.innerStart + open.index, piece.innerStart + open.index + open[0].trimEnd().length)
  }
  if (piece && piece.end === end && piece.type !== 'math' && piece.type !== 'dollar') return undefined
  const last = link.sentences.at(-1) ?? span(start, end)
  const prose = proseIn(link, last).trimEnd()
  const sign = /[,，、:：;；(（=+*/<≤≥×·-]$/.exec(prose)
  if (sign) return span(end - 1, end)
  const unfinished = view.words.find('unfinished', prose).at(-1)
  if (unfinished && unfinished.end === prose.length) return span(end - unfinished.text.length, end)
  if (/[.!?。！？…][)\]"'”’）*]*$/.test(prose)) return undefined
  const isOpen = (prose.match(/[(（]/g)?.length ?? 0) > (prose.match(/[)）]/g)?.length ?? 0)
  if (!isOpen && (saysAnswer(view, link, last) || !stopsElsewhere(chain, link))) return undefined
  const word = /[\p{L}\p{M}\p{N}'’-]+$/u.exec(prose)
  return word ? span(end - word[0].length, end) : piece && piece.end === end ? span(piece.start, end) : undefined
}

/** A formula that ends so goes on. */
const openFormula =
  /(?:[=+*/^_<>(]|[^\s+-]\s*-|\\(?:cdot|times|div|leq?|geq?|approx|equiv|d?frac|sqrt|left|Rightarrow|implies))\s*$/

function saysAnswer({ region }: View, link: Link, sentence: Span): boolean {
  const value = textIn(link, sentence)
  if (/\\boxed(?![a-zA-Z])/.test(value)) return true
  const bare = (text: string): string => text.replace(/[\s{}$,\\]|\\text|\\(?:left|right)/g, '')
  const answer = bare(region.example?.answer?.text.value ?? '')
  return answer === '' || bare(value).includes(answer)
}

/** Whether all other sentences have a stop, and there are some. */
function stopsElsewhere(chain: Chain, last: Link): boolean {
  let stopped = 0
  for (const link of chain.links) {
    for (const sentence of link.sentences) {
      if (link === last && sentence === link.sentences.at(-1)) continue
      if (!/[.!?:。！？：][)\]"'”’）*]*$/.test(proseIn(link, sentence).trimEnd())) return false
      stopped++
    }
  }
  return stopped >= 2
}
